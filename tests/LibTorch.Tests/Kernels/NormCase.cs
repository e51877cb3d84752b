using System.Runtime.InteropServices;
using LibTorch.Kernels;
using static TorchSharp.torch;

namespace LibTorch.Tests.Kernels;

/// <summary>Activations, gradients and parameters in managed memory, the kernels' results, and the same in double precision.</summary>
internal sealed unsafe class NormCase
{
    public const double Epsilon = 1e-3, Momentum = 0.03;

    public NormCase(Activations shape, int seed = 0, double mean = 0.5, double deviation = 2)
    {
        Random random = new(seed);
        Shape = shape;
        X = Drawn(shape.Images * shape.Channels * shape.Positions, () => mean + (deviation * Normal(random)));
        Dy = Drawn(X.Length, () => Normal(random) + 0.2);
        Weight = [.. Enumerable.Range(0, Channels).Select(_ => (float)(0.5 + random.NextDouble()))];
        Bias = [.. Enumerable.Range(0, Channels).Select(_ => (float)Normal(random))];
    }

    public Activations Shape { get; }

    public int Channels => (int)Shape.Channels;

    public float[] X { get; }

    public float[] Dy { get; }

    public float[] Weight { get; }

    public float[] Bias { get; }

    /// <summary>True if weight and bias are given.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>True if SiLU follows.</summary>
    public bool HasSilu { get; init; } = true;

    /// <summary>Elements between the rows (channels last) or images of the gradient that belong to another tensor.</summary>
    public int Gap { get; init; }

    private bool IsNarrow => Shape.Type == ScalarType.BFloat16;

    /// <summary>Returns the position of an element.</summary>
    public long Index(long image, long channel, long position) => Shape.ChannelsLast
        ? (((image * Shape.Positions) + position) * Shape.Channels) + channel
        : (((image * Shape.Channels) + channel) * Shape.Positions) + position;

    public NormResult Run(VectorWidth? width = null)
    {
        NormResult result = new(X.Length, Channels);
        byte[] x = Stored(X), dy = Stored(Spread(Dy)), y = Stored(result.Y), dx = Stored(result.Dx);
        long stride = (Shape.ChannelsLast ? Channels : Channels * Shape.Positions) + Gap;
        fixed (byte* xAt = x, dyAt = dy, yAt = y, dxAt = dx)
        fixed (float* weight = Weight, bias = Bias, mean = result.Mean, inverse = result.Inverse, runningMean = result.RunningMean, runningVariance = result.RunningVariance)
        fixed (float* weightGradient = result.WeightGradient, biasGradient = result.BiasGradient)
        {
            NormVectors channels = new() { Weight = Affine ? weight : null, Bias = Affine ? bias : null, Mean = mean, InverseDeviation = inverse };
            RunningStatistics running = new() { Mean = runningMean, Variance = runningVariance, Momentum = Momentum };
            BatchNormKernel.Forward(Shape, xAt, yAt, channels, running, Epsilon, HasSilu, width ?? VectorWidths.Widest);
            BatchNormKernel.Backward(Shape, xAt, dyAt, stride, dxAt, channels, weightGradient, biasGradient, HasSilu, width ?? VectorWidths.Widest);
        }

        Read(y, result.Y);
        Read(dx, result.Dx);
        return result;
    }

    /// <summary>The largest distances from the results in double precision.</summary>
    public NormErrors Errors(NormResult result)
    {
        NormErrors errors = new();
        double[] dz = new double[Shape.PerChannel], normalised = new double[Shape.PerChannel];
        for (int c = 0; c < Channels; c++)
        {
            long[] places = [.. from image in Sequence(Shape.Images) from position in Sequence(Shape.Positions) select Index(image, c, position)];
            double mean = places.Average(i => (double)X[i]), squares = places.Sum(i => (X[i] - mean) * (X[i] - mean));
            double inverse = 1 / Math.Sqrt((squares / places.Length) + Epsilon), weight = Affine ? Weight[c] : 1, bias = Affine ? Bias[c] : 0;
            for (int i = 0; i < places.Length; i++)
            {
                normalised[i] = (X[places[i]] - mean) * inverse;
                double z = (normalised[i] * weight) + bias, sigmoid = 1 / (1 + Math.Exp(-z));
                errors.Y.Add(result.Y[places[i]], HasSilu ? z * sigmoid : z);
                dz[i] = Dy[places[i]] * (HasSilu ? sigmoid * (1 + (z * (1 - sigmoid))) : 1);
            }

            double gradients = dz.Sum(), projections = dz.Zip(normalised, (d, x) => d * x).Sum();
            for (int i = 0; i < places.Length; i++)
                errors.Dx.Add(result.Dx[places[i]], (dz[i] - (gradients / places.Length) - (normalised[i] * projections / places.Length)) * inverse * weight);
            errors.Mean.Add(result.Mean[c], mean);
            errors.Inverse.Add(result.Inverse[c] / inverse, 1);
            errors.RunningMean.Add(result.RunningMean[c], Momentum * mean);
            errors.RunningVariance.Add(result.RunningVariance[c], 1 - Momentum + (Momentum * squares / (places.Length - 1)));
            errors.BiasGradient.Add(result.BiasGradient[c], gradients, dz.Sum(Math.Abs));
            errors.WeightGradient.Add(result.WeightGradient[c], projections, dz.Zip(normalised, (d, x) => Math.Abs(d * x)).Sum());
        }

        return errors;
    }

    private static IEnumerable<long> Sequence(long count)
    {
        for (long i = 0; i < count; i++)
            yield return i;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private float[] Drawn(long count, Func<double> draw)
    {
        float[] values = new float[count];
        for (long i = 0; i < count; i++)
            values[i] = IsNarrow ? Bits.Widened(Bits.Narrowed((float)draw())) : (float)draw();
        return values;
    }

    // The content of the gaps must not be read as a gradient.
    private float[] Spread(float[] values)
    {
        if (Gap == 0)
            return values;
        long dense = Shape.ChannelsLast ? Channels : Channels * Shape.Positions;
        float[] spread = new float[values.Length / dense * (dense + Gap)];
        Array.Fill(spread, float.NaN);
        for (long i = 0; i < values.Length; i++)
            spread[(i / dense * (dense + Gap)) + (i % dense)] = values[i];
        return spread;
    }

    private byte[] Stored(float[] values) => IsNarrow
        ? MemoryMarshal.AsBytes(Array.ConvertAll(values, Bits.Narrowed).AsSpan()).ToArray()
        : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private void Read(byte[] stored, float[] values)
    {
        if (IsNarrow)
            Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(stored).ToArray(), Bits.Widened).CopyTo(values, 0);
        else
            MemoryMarshal.Cast<byte, float>(stored).CopyTo(values);
    }
}
