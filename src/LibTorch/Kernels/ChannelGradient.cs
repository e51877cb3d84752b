namespace LibTorch.Kernels;

/// <summary>
/// Gradients of a channel: dL/dx = (dL/dz - mean(dL/dz) - (x - mean) mean((x - mean) dL/dz) / var) * scale = dL/dz * scale + x * slope + offset
/// (Ioffe and Szegedy, Batch Normalization, 2015, section 3).
/// </summary>
internal readonly struct ChannelGradient
{
    /// <param name="norm">The channel's normalisation.</param>
    /// <param name="gradients">The sum of dL/dz.</param>
    /// <param name="projections">The sum of (x - mean) dL/dz.</param>
    /// <param name="count">The channel's elements.</param>
    public ChannelGradient(in ChannelNorm norm, double gradients, double projections, long count)
    {
        double slope = -projections * norm.Inverse * norm.Inverse / count * norm.Scale;
        Weight = (float)(projections * norm.Inverse);
        Bias = (float)gradients;
        Slope = (float)slope;
        Offset = (float)(-(norm.Mean * slope) - (gradients / count * norm.Scale));
    }

    public float Weight { get; }

    public float Bias { get; }

    public float Slope { get; }

    public float Offset { get; }
}
