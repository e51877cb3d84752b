using Reports.Model;

namespace Reports.Comparison;

/// <summary>The iteration times of a case in two runs.</summary>
public sealed record TimeComparison
{
    /// <summary>Verdict on the times.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>True if the iterations were measured in turn and are compared pair by pair.</summary>
    public bool InTurn { get; init; }

    /// <summary>Median of the baseline in seconds.</summary>
    public double? BaselineMedianSeconds { get; init; }

    /// <summary>Median of the current run in seconds.</summary>
    public double? CurrentMedianSeconds { get; init; }

    /// <summary>Measurements in the baseline.</summary>
    public required int BaselineCount { get; init; }

    /// <summary>Measurements in the current run.</summary>
    public required int CurrentCount { get; init; }

    /// <summary>Processes that measured them in the baseline; absent for times in turn.</summary>
    public int? BaselineProcesses { get; init; }

    /// <summary>Processes that measured them in the current run; absent for times in turn.</summary>
    public int? CurrentProcesses { get; init; }

    /// <summary>
    /// Relative shift of the times, 0.07 is 7% slower: by Hodges and Lehmann for times in turn, else the ratio of the geometric
    /// means of the processes' medians.
    /// </summary>
    public double? Shift { get; init; }

    /// <summary>Interval of the shift at the certainty of the comparison.</summary>
    public Interval? ShiftInterval { get; init; }

    /// <summary>The smallest slow-down that runs with this spread between processes would show 95% of the time, if it is known.</summary>
    public double? Detectable { get; init; }

    /// <summary>Measurements of each run that the wanted certainty needs, if there are fewer.</summary>
    public int? NeededCount { get; init; }
}
