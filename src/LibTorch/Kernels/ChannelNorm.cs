namespace LibTorch.Kernels;

/// <summary>Normalisation of a channel: z = (x - mean) * inverse * weight + bias = x * scale + shift.</summary>
internal readonly unsafe struct ChannelNorm
{
    /// <summary>Creates the norm of a channel from the results of the forward pass.</summary>
    public ChannelNorm(in NormVectors channels, int channel)
    {
        Mean = channels.Mean[channel];
        Inverse = channels.InverseDeviation[channel];
        Scale = Inverse * (channels.Weight != null ? channels.Weight[channel] : 1);
        Shift = (float)((channels.Bias != null ? channels.Bias[channel] : 0) - ((double)Mean * Scale));
    }

    public float Mean { get; }

    public float Inverse { get; }

    public float Scale { get; }

    public float Shift { get; }

    /// <summary>Finds mean and deviation from the sums of a channel's distances from an origin and of their squares; moves the running statistics.</summary>
    public static ChannelNorm Measure(in NormVectors channels, in RunningStatistics running, double epsilon, int channel, float origin, double distances, double squares, long count)
    {
        double offset = distances / count, mean = origin + offset;
        double aroundMean = Math.Max(0, squares - (distances * offset));
        channels.Mean[channel] = (float)mean;
        channels.InverseDeviation[channel] = (float)(1 / Math.Sqrt((aroundMean / count) + epsilon));
        if (running.Mean != null)
            Move(ref running.Mean[channel], mean, running.Momentum);
        if (running.Variance != null)
            Move(ref running.Variance[channel], aroundMean / (count - 1), running.Momentum);
        return new ChannelNorm(channels, channel);
    }

    private static void Move(ref float average, double value, double momentum) =>
        average = (float)((momentum * value) + ((1 - momentum) * average));
}
