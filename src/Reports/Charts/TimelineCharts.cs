using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>Allocated memory over one training step, one small chart per scheme with a shared vertical axis.</summary>
internal static class TimelineCharts
{
    private const int MaxPoints = 240;

    // Phases have colours of their own, the same in every panel.
    private static readonly string[] PhaseOrder = ["copy", "forward", "loss", "backward", "optimizer", "ema"];

    public static IEnumerable<Chart> Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> cases = CaseSelection.OnePerSeries([.. rows.Where(r => r.Case.MemoryTimeline is { Points.Count: > 1 })]);
        if (cases.Count == 0)
            yield break;

        double max = cases.Max(r => r.Case.MemoryTimeline!.Points.Max(p => p.AllocatedBytes)) / Figures.MiB * 1.05;
        List<string> phases = [.. PhaseOrder];
        foreach (string phase in cases.SelectMany(r => r.Case.MemoryTimeline!.Points).Select(p => p.Phase ?? "step").Distinct())
        {
            if (!phases.Contains(phase))
                phases.Add(phase);
        }

        int index = 0;
        foreach (CaseRow row in cases)
            yield return Panel(row, max, phases, index++);
    }

    private static Chart Panel(CaseRow row, double max, List<string> phases, int index)
    {
        MemoryTimeline timeline = row.Case.MemoryTimeline!;
        IReadOnlyList<MemoryPoint> points = TimelinePoints.Thin(timeline.Points, MaxPoints);
        MemoryPoint peak = timeline.Points.MaxBy(p => p.AllocatedBytes)!;
        List<ChartSeries> series = [];
        int from = 0;
        while (from < points.Count)
        {
            string phase = points[from].Phase ?? "step";
            int to = from;
            while (to + 1 < points.Count && (points[to + 1].Phase ?? "step") == phase)
                to++;

            // A phase reaches to the first point of the next one, so that no gap is drawn between them.
            MemoryPoint[] part = [.. points.Skip(from).Take(to - from + 1)];
            series.Add(new ChartSeries
            {
                Name = phase,
                Kind = ChartKind.Area,
                Color = phases.IndexOf(phase),
                X = [.. part.Select(p => p.TSeconds * 1000), .. to + 1 < points.Count ? [points[to + 1].TSeconds * 1000] : Array.Empty<double>()],
                Y = [.. part.Select(p => p.AllocatedBytes / Figures.MiB), .. to + 1 < points.Count ? [part[^1].AllocatedBytes / Figures.MiB] : Array.Empty<double>()],
            });
            from = to + 1;
        }

        string where = timeline.PeakModule is null ? "" : $" in {timeline.PeakModule}";
        series.Add(new ChartSeries
        {
            Name = "peak",
            Kind = ChartKind.Marks,
            X = [peak.TSeconds * 1000],
            Y = [peak.AllocatedBytes / Figures.MiB],
            Labels = [$"{Figures.Mebibytes(peak.AllocatedBytes)}{where}"],
        });

        string phaseText = (timeline.PeakPhase ?? peak.Phase) is { } p ? $", {p}" : "";
        return new Chart
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"timeline-{index}"),
            Group = "Memory over one step",
            Title = row.Name,
            Caption = $"Peak {Figures.Mebibytes(peak.AllocatedBytes)} at {Figures.Short(peak.TSeconds * 1000)} ms{where}{phaseText}.",
            XTitle = "Time in the step [ms]",
            YTitle = "Allocated [MiB]",
            YFromZero = true,
            YMax = max,
            Series = series,
            Table = timeline.Activations is { Count: > 0 } ? Activations(row, timeline.Activations, index) : Phases(row, timeline, index),
        };
    }

    private static Table Activations(CaseRow row, IReadOnlyList<ModuleActivation> activations, int index) =>
        new TableBuilder<ModuleActivation>(activations)
            .Number("Layer", null, a => a.Index, decimals: 0)
            .Text("Module", a => a.Module, keep: true)
            .Number("Kept for backward", "MiB", a => a.Bytes / Figures.MiB, decimals: 2)
            .Build(string.Create(CultureInfo.InvariantCulture, $"timeline-{index}-table"), $"Activations kept by {row.Name}");

    private static Table Phases(CaseRow row, MemoryTimeline timeline, int index) =>
        new TableBuilder<IGrouping<string, MemoryPoint>>([.. timeline.Points.GroupBy(p => p.Phase ?? "step")])
            .Text("Phase", g => g.Key, keep: true)
            .Number("From", "ms", g => g.First().TSeconds * 1000)
            .Number("Peak allocated", "MiB", g => g.Max(p => p.AllocatedBytes) / Figures.MiB, decimals: 0)
            .Build(string.Create(CultureInfo.InvariantCulture, $"timeline-{index}-table"), $"Memory over one step of {row.Name}");
}
