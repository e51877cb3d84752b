namespace LibTorch.Tests.Kernels;

/// <summary>The largest distances of the kernels' results from exact ones.</summary>
internal sealed class NormErrors
{
    public Largest Y { get; } = new();

    public Largest Dx { get; } = new();

    public Largest Mean { get; } = new();

    public Largest Inverse { get; } = new();

    public Largest RunningMean { get; } = new();

    public Largest RunningVariance { get; } = new();

    public Largest WeightGradient { get; } = new();

    public Largest BiasGradient { get; } = new();

    /// <summary>The largest distance, relative to a scale, or to the exact value where that is greater than 1.</summary>
    internal sealed class Largest
    {
        public double Value { get; private set; }

        public void Add(double actual, double exact, double? scale = null)
        {
            double distance = Math.Abs(actual - exact) / (scale ?? Math.Max(1, Math.Abs(exact)));
            Value = double.IsNaN(distance) ? double.PositiveInfinity : Math.Max(Value, distance);
        }
    }
}
