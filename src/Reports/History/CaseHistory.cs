using Perfolizer.Mathematics.Cpd;
using Reports.Model;

namespace Reports.History;

/// <summary>One case over commits, with the places where its time changed.</summary>
public sealed record CaseHistory
{
    // Each side of a change needs this many runs.
    private const int MinDistance = 4;

    // The detector also finds smaller steps, which do not matter.
    private const double MinStep = 0.03;

    /// <summary>The case's key.</summary>
    public required string Key { get; init; }

    /// <summary>Its name in charts.</summary>
    public required string Name { get; init; }

    /// <summary>The runs that have the case, in the order of time.</summary>
    public required IReadOnlyList<(HistoryEntry Entry, HistoryCase Case)> Points { get; init; }

    /// <summary>Indexes into <see cref="Points"/> at which a new level begins.</summary>
    public required IReadOnlyList<int> ChangePoints { get; init; }

    /// <summary>
    /// Groups entries by case and looks for change points in the median times (Perfolizer's ED-PELT; nothing is found in
    /// fewer than eight runs). Steps below 3% are left out.
    /// </summary>
    public static IReadOnlyList<CaseHistory> Of(IReadOnlyList<HistoryEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<CaseHistory> histories = [];
        foreach (IGrouping<string, (HistoryEntry Entry, HistoryCase Case)> group in entries
            .OrderBy(e => e.StartedUtc)
            .SelectMany(e => e.Cases.Select(c => (Entry: e, Case: c)))
            .GroupBy(x => $"{x.Entry.DeviceName}|{x.Entry.Workload}|{x.Case.Key}"))
        {
            (HistoryEntry Entry, HistoryCase Case)[] points = [.. group];
            histories.Add(new CaseHistory
            {
                Key = points[^1].Case.Key,
                Name = points[^1].Case.Name,
                Points = points,
                ChangePoints = FindChanges([.. points.Select(p => p.Case.MedianSeconds)]),
            });
        }

        return histories;
    }

    /// <summary>Step at a change point: median of its level over the median of the level before, minus 1.</summary>
    public double StepAt(int changePoint)
    {
        int position = ChangePoints.ToList().IndexOf(changePoint);
        int from = position == 0 ? 0 : ChangePoints[position - 1];
        int to = position + 1 < ChangePoints.Count ? ChangePoints[position + 1] : Points.Count;
        return Step([.. Points.Select(p => p.Case.MedianSeconds)], from, changePoint, to);
    }

    private static List<int> FindChanges(double[] values)
    {
        if (values.Length < 2 * MinDistance)
            return [];

        // The detector gives the last index of the old level.
        List<int> changes = [.. EdPeltChangePointDetector.Instance.GetChangePointIndexes(values, MinDistance).Select(i => i + 1)];
        while (true)
        {
            int weakest = -1;
            double smallest = MinStep;
            for (int i = 0; i < changes.Count; i++)
            {
                double step = Math.Abs(Step(values, i == 0 ? 0 : changes[i - 1], changes[i], i + 1 < changes.Count ? changes[i + 1] : values.Length));
                if (step < smallest)
                {
                    smallest = step;
                    weakest = i;
                }
            }

            if (weakest < 0)
                return changes;
            changes.RemoveAt(weakest);
        }
    }

    private static double Step(double[] values, int from, int middle, int to) =>
        (Median(values[middle..to]) / Median(values[from..middle])) - 1;

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return TimeStatistics.Quantile(sorted, 0.5);
    }
}
