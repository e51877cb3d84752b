using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Collectives of one kind in a step.</summary>
public sealed record ScalingCollective
{
    /// <summary><c>all_reduce</c>, <c>reduce_scatter</c>, <c>all_gather</c>, <c>broadcast</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>True for those that were started, to be waited for later; false for those whose caller waited at once.</summary>
    public required bool IsAhead { get; init; }

    /// <summary>Number a step.</summary>
    public required double Count { get; init; }

    /// <summary>Bytes a step.</summary>
    public required double Bytes { get; init; }

    /// <summary>Seconds a step, from start to end on the thread that runs them.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds a step for which the computing thread waited for them.</summary>
    public required double WaitedSeconds { get; init; }

    /// <summary>Share of the time for which the computing thread did not wait, 0..1.</summary>
    [JsonIgnore]
    public double HiddenShare => Hidden(Seconds, WaitedSeconds);

    /// <summary>Share of a time for which nothing waited, 0..1; 0 if it was waited for longer.</summary>
    internal static double Hidden(double seconds, double waited) => seconds > 0 ? Math.Clamp(1 - (waited / seconds), 0, 1) : 0;
}
