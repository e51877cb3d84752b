namespace LibTorch.Kernels;

/// <summary>Moving averages of the channels' statistics, used in evaluation: float32 arrays of C elements, or null.</summary>
public readonly unsafe struct RunningStatistics
{
    /// <summary>The moving average of the mean.</summary>
    public float* Mean { get; init; }

    /// <summary>The moving average of the unbiased variance.</summary>
    public float* Variance { get; init; }

    /// <summary>The share of the new value, 0 to 1.</summary>
    public double Momentum { get; init; }
}
