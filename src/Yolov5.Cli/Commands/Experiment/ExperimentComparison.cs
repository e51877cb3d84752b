using System.Globalization;
using System.Text;
using Reports.Charts;
using Reports.Tables;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary>Experiments beside each other.</summary>
/// <param name="Reference">Experiment that the others are compared with; null without a baseline.</param>
/// <param name="Experiments">The experiments: the six in their order, then others by name.</param>
internal sealed record ExperimentComparison(string? Reference, IReadOnlyList<ComparedExperiment> Experiments)
{
    /// <summary>Compares results.</summary>
    public static ExperimentComparison Of(IReadOnlyList<ExperimentResult> results)
    {
        ExperimentResult[] sorted = [.. results.OrderBy(result => Place(result.Experiment)).ThenBy(result => result.Experiment, StringComparer.Ordinal)];
        ExperimentResult? reference = sorted.FirstOrDefault(result => result is { Experiment: "baseline", Error: null });
        return new ExperimentComparison(reference?.Experiment,
        [
            .. sorted.Select(result => new ComparedExperiment(
                result, result.PeakMemory / reference?.PeakMemory, reference?.AvgIterTimeS / result.AvgIterTimeS, result.FinalMap - reference?.FinalMap)),
        ]);
    }

    /// <summary>The comparison as a table in plain text.</summary>
    public string Report()
    {
        string[][] rows =
        [
            ["experiment", "model", "peak GiB", "of baseline", "s/iteration", "speed-up", "mAP@0.5 %", "difference"],
            .. Experiments.Select(each => each.Result.Error is { } error
                ? new[] { each.Result.Experiment, each.Result.ModelType, $"failed: {error}" }
                :
                [
                    each.Result.Experiment, each.Result.ModelType, Text(each.Result.PeakMemory, "F3"), Text(each.MemoryRatio, "P0"), Text(each.Result.AvgIterTimeS, "F4"),
                    Text(each.SpeedUp, "F2"), Text(each.Result.FinalMap, "F2"), Text(each.MapDifference, "+0.00;-0.00;0.00"),
                ]),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Where(row => row.Length == rows[0].Length).Max(row => row[column].Length))];
        widths[0] = rows.Max(row => row[0].Length);
        StringBuilder text = new();
        foreach (string[] row in rows)
            text.Append(string.Join("  ", row.Select((cell, i) => i < 2 || row.Length < widths.Length ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd()).Append('\n');
        if (Reference is null)
            text.Append("\nWithout a baseline that ended well there is nothing to compare with: yolo5 experiment --experiment baseline.\n");
        if (Experiments.Where(each => each.Result.Error is null).DistinctBy(each => (each.Result.ModelType, each.Result.BatchSize, each.Result.ImgSize, each.Result.Epochs, each.Result.Device)).Count() > 1)
            text.Append("\nThe experiments differ in more than their scheme (network, batch, image size, epochs or device): the ratios compare that too.\n");
        return text.ToString();
    }

    /// <summary>Memory, time and accuracy as bars.</summary>
    public IReadOnlyList<Chart> Charts() =>
    [
        Bars("peak-memory", "Peak memory", "GiB", 1, static result => result.PeakMemory),
        Bars("iteration-time", "Time of an iteration", "s", 2, static result => result.AvgIterTimeS),
        Bars("final-map", "mAP@0.5", "%", 3, static result => result.FinalMap),
    ];

    private Chart Bars(string id, string title, string unit, int color, Func<ExperimentResult, double?> value)
    {
        ExperimentResult[] shown = [.. Experiments.Select(each => each.Result)];
        return new Chart
        {
            Id = id,
            Title = title,
            Caption = "",
            XTitle = "",
            YTitle = $"{title} [{unit}]",
            XTicks = [.. shown.Select((_, i) => (double)i)],
            XTickLabels = [.. shown.Select(result => result.Error is null ? result.Experiment : result.Experiment + " (failed)")],
            YFromZero = true,
            Series = [new ChartSeries { Name = title, Kind = ChartKind.Bars, Color = color, X = [.. shown.Select((_, i) => (double)i)], Y = [.. shown.Select(result => value(result) ?? 0)] }],
            Table = new Table { Id = id, Title = title, Columns = [], Rows = [] },
        };
    }

    private static int Place(string experiment)
    {
        int place = ExperimentOptions.Names.TakeWhile(name => name != experiment).Count();
        return place;
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
