using System.Globalization;

namespace Reports.Charts;

/// <summary>Picks the cases of charts that cannot show all.</summary>
internal static class CaseSelection
{
    // More lines or panels than this are hard to read.
    private const int MaxSeries = 12;

    /// <summary>One case per scheme and run: at the batch size that most of them share, the largest of these.</summary>
    public static List<CaseRow> OnePerSeries(IReadOnlyList<CaseRow> rows, int max = MaxSeries)
    {
        if (rows.Count == 0)
            return [];

        int? shared = rows.GroupBy(r => r.Case.BatchSize)
            .OrderByDescending(g => g.Select(r => r.SeriesName).Distinct().Count())
            .ThenByDescending(g => g.Key)
            .First().Key;
        return [.. rows
            .GroupBy(r => r.SeriesName)
            .Select(g => g.OrderBy(r => r.Case.BatchSize == shared ? 0 : 1).ThenByDescending(r => r.Case.BatchSize).First())
            .OrderBy(r => r.SchemeIndex).ThenBy(r => r.RunIndex)
            .Take(max)];
    }

    /// <summary>Says which batch size was chosen: part of a caption.</summary>
    public static string BatchNote(IReadOnlyList<CaseRow> rows)
    {
        int?[] batches = [.. rows.Select(r => r.Case.BatchSize).Distinct()];
        return batches is [int batch] ? string.Create(CultureInfo.InvariantCulture, $" Batch size {batch}.") : "";
    }
}
