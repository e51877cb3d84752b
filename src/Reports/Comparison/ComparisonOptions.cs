namespace Reports.Comparison;

/// <summary>Thresholds from which a comparison counts a difference as a change.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Relative change of the iteration time from which a case is slower or faster.</summary>
    public double TimeThreshold { get; init; } = 0.05;

    /// <summary>Relative change of the peak allocated memory that counts. Peak memory is nearly deterministic.</summary>
    public double MemoryThreshold { get; init; } = 0.01;

    /// <summary>Absolute change of mAP@0.5 that counts, where the spread of repeated passes is not wider.</summary>
    public double MapThreshold { get; init; } = 0.02;

    /// <summary>
    /// Probability, per case and direction, of an interval that misses the true shift. The smallest p-value of n against
    /// m samples is 1/C(n+m, n): at 0.001, seven against seven is the least that can say anything.
    /// </summary>
    public double SignificanceLevel { get; init; } = 0.001;

    /// <summary>
    /// The same probability if the iterations of both runs were measured in turn. The smallest p-value of n pairs is
    /// 1/2^n: at 0.01, seven pairs are the least that can say anything.
    /// </summary>
    public double InTurnSignificanceLevel { get; init; } = 0.01;

    /// <summary>True to compare although device, libtorch or workload differ.</summary>
    public bool Force { get; init; }

    /// <summary>Checks the options and returns them.</summary>
    /// <exception cref="InvalidInputException">A threshold is not usable.</exception>
    public ComparisonOptions Validated()
    {
        Check(TimeThreshold is > 0 and < 1, "threshold", TimeThreshold, "above 0% and below 100%");
        Check(MemoryThreshold is >= 0 and < 1, "memory threshold", MemoryThreshold, "at least 0% and below 100%");
        Check(MapThreshold is >= 0 and < 1, "mAP threshold", MapThreshold, "at least 0 and below 1");
        Check(SignificanceLevel is >= 1e-9 and <= 0.1, "significance level", SignificanceLevel, "between 1e-9 and 0.1");
        Check(InTurnSignificanceLevel is >= 1e-9 and <= 0.1, "significance level of runs in turn", InTurnSignificanceLevel, "between 1e-9 and 0.1");
        return this;
    }

    private static void Check(bool valid, string name, double value, string allowed)
    {
        if (!valid)
            throw new InvalidInputException($"The {name} is {Tables.Figures.Number(value)}; it must be {allowed}.");
    }
}
