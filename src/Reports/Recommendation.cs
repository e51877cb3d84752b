using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports;

/// <summary>Recommendation for the device of a run, in words, with the reasons.</summary>
public sealed record Recommendation
{
    // The share of the device that a recommendation may fill: fragmentation and validation need the rest.
    private const double MemoryFraction = 0.8;

    // Without a run-off, cases this close in time per image are taken as equally fast; then the one that needs less memory is better value.
    private const double SameSpeed = 0.05;

    // A process is up to a quarter faster than the next one with the same code: cases this close may be in the wrong order.
    private const double MayBeFastest = 0.25;

    private const int MostCandidates = 3;

    // A mean that is known less precisely than this, at 95%, does not allow an order.
    private const double NoiseLimit = 0.1;

    // Loss of mAP@0.5 against baseline that rules a scheme out, unless its own spread is wider.
    private const double MapTolerance = 0.02;

    /// <summary>The answer: <c>On this device: mixed_precision, batch 48.</c></summary>
    public required string Headline { get; init; }

    /// <summary>The recommended case; <see langword="null"/> if no case was measured.</summary>
    public CaseResult? Case { get; init; }

    /// <summary>Reasons for the recommendation, one sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>
    /// Picks, of the cases of one rank that fit 80% of the device and keep baseline's accuracy, the one that won the run-off; of those that are equal
    /// to it, the one that needs the least memory, then the more accurate one. Without a run-off it is the case with the least time per
    /// image, or one within 5% of it that needs less memory.
    /// </summary>
    public static Recommendation For(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (IReadOnlyList<CaseRow> rows, List<CaseRow> measured, List<CaseRow> pool, bool nothingFits) = Qualified(run);
        if (measured.Count == 0)
        {
            string why = rows.Count == 0 && run.Cases.Any(item => item.Scheme is not null) ? "the cases train networks of different kinds" : "no training case was measured";
            return new() { Headline = $"No recommendation: {why}.", Reasons = Failures(rows) };
        }

        CaseRow fastest = pool.Find(r => r.Case.Key == run.RunOff?.Fastest) ?? pool.MinBy(r => r.SecondsPerImage)!;
        bool wasRunOff = fastest.Case.Key == run.RunOff?.Fastest;
        CaseRow choice = pool
            .Where(r => wasRunOff ? IsAsFast(run.RunOff!, r.Case.Key) : r.SecondsPerImage <= fastest.SecondsPerImage * (1 + SameSpeed))
            .Where(r => r.Case.PeakAllocatedBytes is not null)
            .OrderBy(r => r.Case.PeakAllocatedBytes).ThenByDescending(r => r.Case.Accuracy?.Map50 ?? 0).FirstOrDefault() ?? fastest;

        return new()
        {
            Headline = $"On this device: {choice.Name}.",
            Case = choice.Case,
            Reasons = [.. Explain(run, choice, fastest, rows, measured, nothingFits)],
        };
    }

    /// <summary>The cases among which a run-off should decide, fastest first: up to three whose order the run itself cannot tell. One needs none.</summary>
    public static IReadOnlyList<CaseResult> Candidates(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        (_, _, List<CaseRow> pool, _) = Qualified(run);
        double? least = pool.Min(r => r.SecondsPerImage);
        return [.. pool.Where(r => r.SecondsPerImage <= least * (1 + MayBeFastest)).OrderBy(r => r.SecondsPerImage).Take(MostCandidates).Select(r => r.Case)];
    }

    private static (IReadOnlyList<CaseRow> Rows, List<CaseRow> Measured, List<CaseRow> Pool, bool NothingFits) Qualified(BenchmarkRun run)
    {
        IReadOnlyList<CaseRow> rows = [.. CaseRow.Of([run]).Where(r => r.Case is { Scheme: not null, PeakAllocatedBytesOfRanks: null, Parameters: null or { Count: 0 } })];
        List<CaseRow> measured = [.. rows.Where(r => r.SecondsPerImage is not null)];
        List<CaseRow> accurate = [.. measured.Where(r => !LosesAccuracy(r, measured))];
        List<CaseRow> allowed = [.. accurate.Where(r => !(r.DeviceShare > MemoryFraction))];
        return (rows, measured, allowed.Count > 0 ? allowed : accurate.Count > 0 ? accurate : measured, allowed.Count == 0);
    }

    // What the run-off could not tell apart is not called slower.
    private static bool IsAsFast(RunOff runOff, string key) => key == runOff.Fastest || runOff.Others.Any(other => other.Case == key && other.Verdict != RunOffVerdict.Slower);

    private static IEnumerable<string> Explain(
        BenchmarkRun run, CaseRow choice, CaseRow fastest, IReadOnlyList<CaseRow> rows, List<CaseRow> measured, bool nothingFits)
    {
        string speed = choice.ImagesPerSecond is double rate ? $" ({Figures.Short(rate)} images/s)" : "";
        if (fastest.Case.Key == run.RunOff?.Fastest)
        {
            yield return $"It takes {Figures.Milliseconds(choice.SecondsPerImage!.Value)} per image{speed}.";
            foreach (string reason in RunOffText.Of(run.RunOff, choice, fastest, rows))
                yield return reason;
        }
        else
        {
            yield return ReferenceEquals(choice, fastest)
                ? $"It takes the least time per image of all that qualify: {Figures.Milliseconds(choice.SecondsPerImage!.Value)}{speed}."
                : $"It takes {Figures.Milliseconds(choice.SecondsPerImage!.Value)} per image{speed}, within {Figures.Percent(SameSpeed, 0)} of the fastest ({fastest.Name}), and needs less memory: {MemoryText(choice)} instead of {MemoryText(fastest)}.";
            if (measured.Count > 1)
                yield return "There was no run-off: the order of cases that are within a quarter of each other may change with the next run.";
        }

        if (choice.Reference is { } reference && !ReferenceEquals(reference, choice))
        {
            string time = choice.TimeRatio is double t ? $"{Figures.Fixed(t, 2)} of the time" : "";
            string memory = choice.MemoryRatio is double m ? $"{Figures.Fixed(m, 2)} of the memory" : "";
            yield return $"Against baseline at the same batch size it takes {string.Join(" and ", new[] { time, memory }.Where(x => x.Length > 0))}.";
        }

        else if (choice.Reference is null
            && measured.Where(r => r.Case.SchemeId == SchemeDescription.Baseline).MinBy(r => r.SecondsPerImage) is { } best)
        {
            yield return $"Against baseline's fastest ({best.Name}) it takes {Figures.Fixed(choice.SecondsPerImage!.Value / best.SecondsPerImage!.Value, 2)} of the time per image.";
        }

        if (run.RunOff is null && NoiseReason(measured) is { } noise)
            yield return noise;
        if (choice.DeviceShare is double share)
        {
            yield return nothingFits
                ? $"No case stays within {Figures.Percent(MemoryFraction, 0)} of the device's memory; this one peaks at {Figures.Percent(share, 0)}."
                : $"Its peak of {MemoryText(choice)} is {(share < 0.01 ? "less than 1%" : Figures.Percent(share, 0))} of the device's memory (limit: {Figures.Percent(MemoryFraction, 0)}).";
        }

        yield return AccuracyReason(choice, measured);
        foreach (string reason in Failures(rows))
            yield return reason;

        string[] lossy = [.. measured.Where(r => LosesAccuracy(r, measured)).Select(r => r.Name)];
        if (lossy.Length > 0)
            yield return $"Left out for losing more than {Figures.Fixed(MapTolerance, 2)} mAP@0.5: {List(lossy)}.";

        CaseRow? smallest = measured.Where(r => r.Case.BatchSize == choice.Case.BatchSize && r.Case.PeakAllocatedBytes is not null)
            .MinBy(r => r.Case.PeakAllocatedBytes);
        if (smallest is not null && smallest.Case.PeakAllocatedBytes < choice.Case.PeakAllocatedBytes)
        {
            yield return $"Where memory is short: {smallest.Name} needs {MemoryText(smallest)} and takes {Figures.Fixed(smallest.SecondsPerImage!.Value / choice.SecondsPerImage!.Value, 2)} of the time per image.";
        }

        if (ZeroReason(measured, choice) is { } zeroReason)
            yield return zeroReason;
        if (run.Environment.CommitDirty == true)
            yield return "The measured sources differ from their commit: repeat the run before quoting it.";
    }

    /// <summary>Warning that the times scatter too much to rely on their order; null if they do not.</summary>
    private static string? NoiseReason(List<CaseRow> measured)
    {
        int noisy = measured.Count(r => r.Statistics is { Margin95: double margin, Mean: double mean } && margin > NoiseLimit * mean);
        return noisy == 0 ? null
            : $"The times are noisy: in {noisy} of {Figures.Count(measured.Count, "case")} the mean is known to no better than ±{Figures.Percent(NoiseLimit, 0)} (95%). Repeat the run on a quieter machine, or with more iterations, before relying on their order.";
    }

    /// <summary>Gain of ZeRO over the same precision without it, as measured at the largest batch size that both have.</summary>
    private static string? ZeroReason(List<CaseRow> measured, CaseRow choice)
    {
        foreach (CaseRow zero in measured.Where(r => r.Case is { Scheme.ZeroStage: > 0, PeakAllocatedBytes: not null }).OrderByDescending(r => r.Case.BatchSize))
        {
            CaseRow? plain = measured.Find(r => r.Case.SchemeId == "mixed_precision" && r.Case.BatchSize == zero.Case.BatchSize && r.Case.PeakAllocatedBytes > 0);
            if (plain is null || ReferenceEquals(zero, choice))
                continue;

            double memory = (double)zero.Case.PeakAllocatedBytes!.Value / plain.Case.PeakAllocatedBytes!.Value;
            double time = zero.SecondsPerImage!.Value / plain.SecondsPerImage!.Value;
            string why = memory > 0.8 ? ": what it shards, the state of parameters and optimizer, is small beside this network's activations" : "";
            return $"{zero.Name} takes {Figures.Fixed(memory, 2)} of the memory and {Figures.Fixed(time, 2)} of the time of mixed_precision{why}.";
        }

        return null;
    }

    private static string AccuracyReason(CaseRow choice, List<CaseRow> measured)
    {
        if (choice.Case.Accuracy is not { } accuracy)
            return "Accuracy was not measured: this rests on time and memory alone.";
        double? reference = BaselineMap(choice, measured);
        string figure = Figures.Fixed(accuracy.Map50, 3);
        if (reference is not double map || choice.Case.SchemeId == SchemeDescription.Baseline)
            return $"mAP@0.5 after the accuracy pass: {figure}.";
        return $"mAP@0.5 after the accuracy pass: {figure}, baseline {Figures.Fixed(map, 3)} ({Signed(accuracy.Map50 - map)}).";
    }

    private static bool LosesAccuracy(CaseRow row, List<CaseRow> measured)
    {
        if (row.Case.Accuracy is not { } accuracy || BaselineMap(row, measured) is not double map)
            return false;
        double spread = accuracy.Map50Spread is { } s ? s.High - s.Low : 0;
        return accuracy.Map50 < map - Math.Max(MapTolerance, spread);
    }

    /// <summary>Baseline's mAP at the same batch size, else the mean of all its batch sizes.</summary>
    private static double? BaselineMap(CaseRow row, List<CaseRow> measured)
    {
        if (row.Reference?.Case.Accuracy is { } same)
            return same.Map50;
        double[] values = [.. measured.Where(r => r.Case.SchemeId == SchemeDescription.Baseline)
            .Select(r => r.Case.Accuracy?.Map50).OfType<double>()];
        return values.Length == 0 ? null : values.Average();
    }

    private static List<string> Failures(IReadOnlyList<CaseRow> rows)
    {
        List<string> reasons = [];
        string[] oom = [.. rows.Where(r => r.Case.Status == CaseStatus.OutOfMemory).Select(r => r.Name)];
        if (oom.Length > 0)
            reasons.Add($"Out of memory: {List(oom)}.");
        string[] failed = [.. rows.Where(r => r.Case.Status == CaseStatus.Failed).Select(r => r.Name)];
        if (failed.Length > 0)
            reasons.Add($"Failed, so not considered: {List(failed)}.");
        return reasons;
    }

    private static string List(string[] names)
    {
        const int Shown = 6;
        return string.Join("; ", names.Take(Shown))
            + (names.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - Shown} more") : "");
    }

    private static string MemoryText(CaseRow row) =>
        row.Case.PeakAllocatedBytes is long bytes ? Figures.Memory(bytes) : "an unmeasured amount";

    private static string Signed(double value) => (value >= 0 ? "+" : "") + Figures.Fixed(value, 3);
}
