using System.Globalization;
using Reports.Model;

namespace Reports.Tables;

/// <summary>The tables of a measurement over ranks.</summary>
public static class ScalingTable
{
    /// <summary>Throughput, efficiency and memory: one row for each scheme and number of ranks.</summary>
    public static Table Throughput(ScalingResult scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        return Rows(scaling.Rows)
            .Number("Threads", null, row => row.ThreadsPerRank, "Threads of each rank.", decimals: 0)
            .Number("Batch", null, row => row.BatchSize, "Images of a step, over all ranks.", decimals: 0)
            .Number("Step", "ms", row => row.StepSeconds * 1000, "Median time of rank 0.")
            .Number("Images/s", null, row => row.ImagesPerSecond)
            .Number("Speed-up", null, row => ScalingFigures.SpeedUp(scaling, row), "Over one rank with all threads.", decimals: 2)
            .Number("Efficiency", "%", row => ScalingFigures.Efficiency(scaling, row) * 100, "Over one rank with as many threads, alone on the machine, times the number of ranks.", decimals: 0)
            .Number("Peak of a rank", "MiB", row => row.LargestPeakBytes / Figures.MiB, decimals: 0)
            .Number("Hidden", "%", row => ScalingFigures.HiddenShare(row) * 100, "Share of the exchange that was started ahead for which computing did not wait.", decimals: 0)
            .Cells(new TableColumn { Title = "Status" }, row => new TableCell(CaseTable.StatusText(row.Status) + (row.Message is null ? "" : ": " + row.Message), Tone: row.Status == CaseStatus.Ok ? CellTone.Muted : CellTone.Bad), keep: true)
            .Build("scaling", string.Create(CultureInfo.InvariantCulture, $"{scaling.Model} {scaling.Imgsz}, {scaling.BatchPerRank} images a rank, {scaling.Environment.DeviceName}"));
    }

    /// <summary>Training state of a rank: measured beside the formula.</summary>
    public static Table Memory(ScalingResult scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        return Rows([.. scaling.Rows.Where(row => row.State is not null)])
            .Number("Parameters", "MiB", row => (row.State!.Parameters + row.State.Masters) / Figures.MiB, "With their master copies.", decimals: 2)
            .Number("Gradients", "MiB", row => row.State!.Gradients / Figures.MiB, decimals: 2)
            .Number("Optimizer", "MiB", row => row.State!.OptimizerState / Figures.MiB, decimals: 2)
            .Number("Together", "MiB", row => row.State!.Total / Figures.MiB, decimals: 2)
            .Number("By formula", "MiB", row => row.PredictedState?.Total / Figures.MiB, decimals: 2)
            .Cells(new TableColumn { Title = "Off", Numeric = true }, row => row.PredictedState is { Total: > 0 } predicted ? new TableCell(Figures.Change(((double)row.State!.Total / predicted.Total) - 1, 2)) : TableCell.Empty)
            .Number("Of the whole", "%", row => (double)row.State!.Total / Whole(scaling) * 100, "Share of what one rank without ZeRO keeps by formula.", decimals: 1)
            .Number("Gathered", "MiB", row => row.GatheredBytes > 0 ? row.GatheredBytes / Figures.MiB : null, "Whole parameters that are there at once, at the most.", decimals: 2)
            .Number("Peak", "MiB", row => row.LargestPeakBytes / Figures.MiB, decimals: 0)
            .Number("State of peak", "%", row => (double)row.State!.Total / row.LargestPeakBytes * 100, "The rest is mostly activations.", decimals: 0)
            .Build("scaling-memory", "Training state of a rank", "Between backward pass and update; formula: Rajbhandari et al., ZeRO, 2020.");
    }

    /// <summary>The collectives of a step.</summary>
    public static Table Collectives(ScalingResult scaling)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        return new TableBuilder<(ScalingRow Row, ScalingCollective Each)>([.. scaling.Rows.SelectMany(row => row.Collectives.Select(each => (row, each)))])
            .Text("Scheme", x => x.Row.Scheme, keep: true)
            .Number("Ranks", null, x => x.Row.Ranks, decimals: 0)
            .Text("Collective", x => x.Each.Operation, keep: true)
            .Text("Started", x => x.Each.IsAhead ? "ahead" : "when needed", keep: true)
            .Number("A step", null, x => x.Each.Count, decimals: 0)
            .Number("Sent", "MiB", x => x.Each.Bytes / Figures.MiB, decimals: 2)
            .Number("Time", "ms", x => x.Each.Seconds * 1000, "From start to end, waiting for ranks that came later included.", decimals: 1)
            .Number("Waited", "ms", x => x.Each.WaitedSeconds * 1000, "Time for which the computing thread waited.", decimals: 1)
            .Number("Hidden", "%", x => x.Each.IsAhead ? x.Each.HiddenShare * 100 : null, decimals: 0)
            .Build("scaling-collectives", "Collectives of a step", "Rank 0, means over the measured steps.");
    }

    private static double? Whole(ScalingResult scaling) => scaling.Whole?.PredictedState?.Total;

    private static TableBuilder<ScalingRow> Rows(IReadOnlyList<ScalingRow> rows) => new TableBuilder<ScalingRow>(rows)
        .Number("Ranks", null, row => row.Ranks, decimals: 0)
        .Text("Scheme", row => row.IsReference ? "one rank alone" : row.Scheme, keep: true);
}
