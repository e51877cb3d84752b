using System.Globalization;

namespace CommandLines;

/// <summary>Durations as progress shows them.</summary>
public static class DurationText
{
    /// <summary>Minutes and seconds, with hours where there are any: <c>4:05</c>, <c>1:04:05</c>.</summary>
    public static string Of(TimeSpan duration) => duration.ToString(duration.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
