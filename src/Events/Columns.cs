namespace Events;

/// <summary>The four columns of a table of events, and the names they have in files.</summary>
internal static class Columns
{
    public const int X = 0;
    public const int Y = 1;
    public const int Time = 2;
    public const int Polarity = 3;
    public const int Count = 4;

    /// <summary>Names for errors.</summary>
    public const string Known = "x, y, t (or ts, time, timestamp) and p (or pol, polarity), each once";

    /// <summary>The column of a name, or -1.</summary>
    public static int Of(string name) => name.Trim().ToLowerInvariant() switch
    {
        "x" or "xs" => X,
        "y" or "ys" => Y,
        "t" or "ts" or "time" or "times" or "timestamp" or "timestamps" => Time,
        "p" or "ps" or "pol" or "polarity" or "polarities" => Polarity,
        _ => -1,
    };

    /// <summary>Reads names separated by commas.</summary>
    /// <returns>The column at each place; null if they are not the four.</returns>
    public static int[]? Parse(string names)
    {
        int[] columns = [.. names.Split(',').Select(Of)];
        return columns.Length == Count && columns.Distinct().Count() == Count && !columns.Contains(-1) ? columns : null;
    }
}
