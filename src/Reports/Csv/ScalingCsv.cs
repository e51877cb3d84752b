using Reports.Model;

namespace Reports.Csv;

/// <summary>A measurement over ranks as CSV, one row for each scheme and number of ranks. Documented in <c>docs/csv.md</c>.</summary>
public static class ScalingCsv
{
    private static readonly CsvTable<(ScalingResult Scaling, ScalingRow Row)> Table = new(
        (new("model", "", "Network."), x => x.Scaling.Model),
        (new("imgsz", "px", "Side of the square input images."), x => x.Scaling.Imgsz),
        (new("scheme", "", "Id of the scheme."), x => x.Row.Scheme),
        (new("reference", "", "True for the plain step of one rank that the others are compared with."), x => x.Row.IsReference),
        (new("ranks", "", "Number of ranks."), x => x.Row.Ranks),
        (new("threads_per_rank", "", "Threads of libtorch in each rank."), x => x.Row.ThreadsPerRank),
        (new("batch_size", "images", "Images of a step, over all ranks."), x => x.Row.BatchSize),
        (new("status", "", "ok, oom or failed."), x => x.Row.Status switch { CaseStatus.Ok => "ok", CaseStatus.OutOfMemory => "oom", _ => "failed" }),
        (new("message", "", "Reason why it did not end well."), x => x.Row.Message),
        (new("step_seconds", "s", "Median time of a step of rank 0."), x => x.Row.StepSeconds),
        (new("images_per_second", "images/s", "Images per second, over all ranks."), x => x.Row.ImagesPerSecond),
        (new("speed_up", "", "Images per second over those of one rank with all threads."), x => ScalingFigures.SpeedUp(x.Scaling, x.Row)),
        (new("efficiency", "0..1", "Images per second over those of one rank with as many threads, alone, times the number of ranks."), x => ScalingFigures.Efficiency(x.Scaling, x.Row)),
        (new("peak_allocated_bytes", "bytes", "Largest peak of a rank."), x => x.Row.LargestPeakBytes),
        (new("peaks_of_ranks", "bytes", "Peak of each rank, separated by semicolons."), x => string.Join(';', x.Row.PeakAllocatedBytes)),
        (new("parameter_bytes", "bytes", "Parameters that a rank keeps."), x => x.Row.State?.Parameters),
        (new("master_bytes", "bytes", "Float32 copies that are updated."), x => x.Row.State?.Masters),
        (new("gradient_bytes", "bytes", "Gradients that a rank keeps."), x => x.Row.State?.Gradients),
        (new("optimizer_bytes", "bytes", "Optimizer state that a rank keeps."), x => x.Row.State?.OptimizerState),
        (new("state_bytes", "bytes", "Sum of the four, as measured."), x => x.Row.State?.Total),
        (new("predicted_state_bytes", "bytes", "The same sum by formula."), x => x.Row.PredictedState?.Total),
        (new("gathered_bytes", "bytes", "Most bytes of whole parameters that ZeRO stage 3 gathers at once."), x => x.Row.GatheredBytes),
        (new("collective_seconds", "s", "Time of all collectives of a step."), x => x.Row.Collectives.Count == 0 ? null : x.Row.Collectives.Sum(each => each.Seconds)),
        (new("waited_seconds", "s", "Time for which the computing thread waited for them."), x => x.Row.Collectives.Count == 0 ? null : x.Row.Collectives.Sum(each => each.WaitedSeconds)),
        (new("hidden_share", "0..1", "Share of the collectives started ahead for which it did not wait."), x => ScalingFigures.HiddenShare(x.Row)),
        (new("allowed_share", "0..1", "Share of the exchange that costs no time if it begins at once: the most that the cores allow."), x => x.Row.Overlap?.AllowedShare));

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<CsvColumn> Columns => Table.Columns;

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(ScalingResult scaling, string path)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        Table.Write(scaling.Rows.Select(row => (scaling, row)), path);
    }
}
