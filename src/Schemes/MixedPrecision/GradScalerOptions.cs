namespace Schemes.MixedPrecision;

/// <summary>Options by which a <see cref="GradScaler"/> moves its scale; the defaults are PyTorch's.</summary>
public sealed record GradScalerOptions
{
    /// <summary>The first scale.</summary>
    public double InitialScale { get; init; } = 65536;

    /// <summary>Factor that multiplies the scale after <see cref="GrowthInterval"/> steps without an overflow.</summary>
    public double GrowthFactor { get; init; } = 2;

    /// <summary>Factor that multiplies the scale after an overflow.</summary>
    public double BackoffFactor { get; init; } = 0.5;

    /// <summary>Steps without an overflow before the scale grows.</summary>
    public int GrowthInterval { get; init; } = 2000;

    /// <summary>True to scale at all; a disabled scaler passes everything through.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Checks the ranges and returns the options.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public GradScalerOptions Validated()
    {
        if (!(InitialScale > 0) || !double.IsFinite(InitialScale))
            throw new ArgumentException($"The initial scale must be positive, not {InitialScale}.");
        if (!(GrowthFactor > 1))
            throw new ArgumentException($"The growth factor must be above 1, not {GrowthFactor}.");
        if (BackoffFactor is not (> 0 and < 1))
            throw new ArgumentException($"The backoff factor must lie between 0 and 1, not at {BackoffFactor}.");
        if (GrowthInterval < 1)
            throw new ArgumentException($"The growth interval must be at least 1, not {GrowthInterval}.");
        return this;
    }
}
