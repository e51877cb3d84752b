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
    /// Probability, per direction, of an interval that misses the true shift between runs of different times: for a case from
    /// the spread of its own processes, and for any of the cases from the spread of all.
    /// </summary>
    public double SignificanceLevel { get; init; } = 0.015;

    /// <summary>
    /// The same probability, per case, if the iterations of both runs were measured in turn. The smallest p-value of n pairs is
    /// 1/2^n: at 0.01, seven pairs are the least that can say anything.
    /// </summary>
    public double InTurnSignificanceLevel { get; init; } = 0.01;

    /// <summary>
    /// Share by which the machine alone may be slower at another time, 0.4 for 40%. What all processes of a case share is not in
    /// their spread, and no two runs can tell it from slower code; so this much is added to either side of the interval of runs
    /// of different times. docs/regression-gate.md says where the default was measured.
    /// </summary>
    public double MachineDrift { get; init; } = 0.4;

    /// <summary>True if cases, peak memory and mAP of the baseline that the current run did not measure are only mentioned.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>True to compare although device, libtorch or workload differ.</summary>
    public bool Force { get; init; }

    /// <summary>Checks the options and returns them.</summary>
    /// <exception cref="InvalidInputException">A threshold is not usable.</exception>
    public ComparisonOptions Validated()
    {
        Check(TimeThreshold is > 0 and < 1, "threshold", TimeThreshold, "above 0% and below 100%");
        Check(MemoryThreshold is >= 0 and < 1, "memory threshold", MemoryThreshold, "at least 0% and below 100%");
        Check(MapThreshold is >= 0 and < 1, "mAP threshold", MapThreshold, "at least 0 and below 1");
        Check(MachineDrift is >= 0 and <= 10, "drift of the machine", MachineDrift, "at least 0% and at most 1000%");
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
