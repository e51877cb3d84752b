using Reports.Model;

namespace Reports;

/// <summary>Figures of a measurement over ranks that are made of several rows.</summary>
internal static class ScalingFigures
{
    /// <summary>Images a second over those of one rank with all threads.</summary>
    public static double? SpeedUp(ScalingResult scaling, ScalingRow row) => row.ImagesPerSecond / scaling.Whole?.ImagesPerSecond;

    /// <summary>Images a second over those of one rank with as many threads, alone on the machine, times the number of ranks.</summary>
    public static double? Efficiency(ScalingResult scaling, ScalingRow row) => row.ImagesPerSecond / (row.Ranks * scaling.Share(row)?.ImagesPerSecond);

    /// <summary>Share of the collectives that were started ahead for which the computing thread did not wait; null without any.</summary>
    public static double? HiddenShare(ScalingRow row)
    {
        ScalingCollective[] ahead = [.. row.Collectives.Where(each => each.IsAhead)];
        return ahead.Length == 0 ? null : ScalingCollective.Hidden(ahead.Sum(each => each.Seconds), ahead.Sum(each => each.WaitedSeconds));
    }
}
