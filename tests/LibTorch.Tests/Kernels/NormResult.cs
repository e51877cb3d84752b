namespace LibTorch.Tests.Kernels;

/// <summary>Everything that the kernels write.</summary>
internal sealed class NormResult(int elements, int channels)
{
    public float[] Y { get; } = new float[elements];

    public float[] Dx { get; } = new float[elements];

    public float[] Mean { get; } = new float[channels];

    public float[] Inverse { get; } = new float[channels];

    public float[] RunningMean { get; } = new float[channels];

    public float[] RunningVariance { get; } = [.. Enumerable.Repeat(1f, channels)];

    public float[] WeightGradient { get; } = new float[channels];

    public float[] BiasGradient { get; } = new float[channels];

    /// <summary>All of it, bit by bit.</summary>
    public int[] ToBits() => [.. new[] { Y, Dx, Mean, Inverse, RunningMean, RunningVariance, WeightGradient, BiasGradient }
        .SelectMany(values => values).Select(BitConverter.SingleToInt32Bits)];
}
