using System.Globalization;
using Reports.Comparison;
using Reports.Model;
using Reports.Tables;

namespace Reports.Claims;

/// <summary>Compares claims with a run's measurements.</summary>
public static class ClaimCheck
{
    // A claim of one exact time ("0.12 s") is a rounded figure; a time within this share of it still counts as equal.
    private const double PointTolerance = 0.10;

    // One-sided; a verdict on times has to be the same over the whole 95% interval.
    private const double Tail = 0.025;

    /// <summary>Judges every common claim by <paramref name="run"/>.</summary>
    public static IReadOnlyList<ClaimResult> Evaluate(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<CaseRow> rows = [.. CaseRow.Of([run]).Where(r => r.Case.Scheme is not null)];
        int? batch = ReferenceBatch(rows);
        return [.. CommonClaims.All.Select(claim => Evaluate(claim, run, rows, batch))];
    }

    /// <summary>The verdicts as a table.</summary>
    public static Table ToTable(IReadOnlyList<ClaimResult> results) => new TableBuilder<ClaimResult>(results)
        .Text("Scheme", r => r.Claim.Scheme ?? "all", keep: true)
        .Text("Claim", r => r.Claim.Statement, keep: true)
        .Text("Claimed", r => r.Claim.RangeText, keep: true)
        .Text("As ratio", r => RatioText(r.ClaimedRatio), "What the claim implies relative to baseline's claimed figure.")
        .Cells(new TableColumn { Title = "Measured", Numeric = true }, r => r.Measured is double m ? new TableCell(r.Claim.Show(m), m) : TableCell.Empty, keep: true)
        .Number("Ratio", null, r => r.MeasuredRatio, "Measured, relative to baseline at the same batch size.", decimals: 2)
        .Cells(new TableColumn { Title = "Verdict" }, r => new TableCell(VerdictText(r.Verdict), Tone: Tone(r.Verdict)), keep: true)
        .Text("Why", r => r.Reason, keep: true)
        .Build(
            "claims",
            "Claims against measurement",
            string.Create(
                CultureInfo.InvariantCulture,
                $"What is commonly claimed for an {CommonClaims.Device}, {CommonClaims.Model}, batch {CommonClaims.BatchSize}, {CommonClaims.Imgsz} pixels, beside this run. Absolute figures are judged only on that device; savings are judged wherever they were measured."));

    internal static string VerdictText(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => "holds",
        ClaimVerdict.DoesNotHold => "does not hold",
        _ => "not measurable here",
    };

    private static ClaimResult Evaluate(Claim claim, BenchmarkRun run, IReadOnlyList<CaseRow> rows, int? batch)
    {
        if (claim.Quantity == ClaimQuantity.Map50)
            return EvaluateAccuracy(claim, run, rows);

        CaseRow? row = rows.FirstOrDefault(r => r.Case.SchemeId == claim.Scheme && r.Case.BatchSize == batch);
        ClaimResult result = new() { Claim = claim, Verdict = ClaimVerdict.NotMeasurableHere, Reason = "not in this run", ClaimedRatio = ClaimedRatio(claim) };
        if (row is null)
            return result;
        if (row.Case.Status != CaseStatus.Ok)
            return result with { Reason = CaseTable.StatusText(row.Case) };

        double? ratio = claim.Quantity is ClaimQuantity.PeakMemoryGiB or ClaimQuantity.MemorySaving ? row.MemoryRatio : row.TimeRatio;
        double? measured = claim.Quantity switch
        {
            ClaimQuantity.PeakMemoryGiB => row.Case.PeakAllocatedBytes / Figures.GiB,
            ClaimQuantity.IterationSeconds => row.MedianSeconds,
            ClaimQuantity.ExtraTime => ratio - 1,
            _ => 1 - ratio,
        };
        result = result with { Measured = measured, MeasuredRatio = ratio };
        string place = string.Create(CultureInfo.InvariantCulture, $"{run.Workload.Model} {run.Workload.Imgsz}, batch {batch}");
        if (measured is not double value)
            return result with { Reason = row.Reference is null ? $"no baseline at {place} to relate to" : "not measured" };
        if (claim.Absolute && Missing(run, batch) is { } missing)
            return result with { Reason = missing };

        Interval? times = IsOfTimes(claim) && row.Reference is { } reference ? TimeRatio(reference, row) : null;
        if (IsOfTimes(claim) && times is null)
        {
            int least = RelativeShift.NeededCount(Tail);
            return result with { Reason = string.Create(CultureInfo.InvariantCulture, $"too few iterations to tell: {least} are needed, of baseline too ({place})") };
        }

        ClaimResult judged = Judge(result, value, claim.Absolute ? "" : $" ({place}, this device)");
        return times is not null && Doubtful(judged, times)
            ? result with { Reason = $"too noisy to tell: the ratio lies between {Figures.Fixed(times.Low, 2)} and {Figures.Fixed(times.High, 2)} ({place})" }
            : judged;
    }

    private static bool IsOfTimes(Claim claim) => claim.Quantity is ClaimQuantity.TimeSaving or ClaimQuantity.ExtraTime;

    /// <summary>Interval in which the ratio of the times lies; null if there are too few of them.</summary>
    private static Interval? TimeRatio(CaseRow reference, CaseRow row) =>
        RelativeShift.Of(reference.Case.IterationTimesSeconds, row.Case.IterationTimesSeconds, Tail) is var (_, shift)
            ? new Interval(1 + shift.Low, 1 + shift.High)
            : null;

    private static bool Doubtful(ClaimResult judged, Interval ratio)
    {
        return Verdict(ratio.Low) != judged.Verdict || Verdict(ratio.High) != judged.Verdict;

        ClaimVerdict Verdict(double value) => Judge(judged, judged.Claim.Quantity == ClaimQuantity.ExtraTime ? value - 1 : 1 - value, "").Verdict;
    }

    private static ClaimResult EvaluateAccuracy(Claim claim, BenchmarkRun run, IReadOnlyList<CaseRow> rows)
    {
        double[] values = [.. rows.Select(r => r.Case.Accuracy?.Map50).OfType<double>()];
        ClaimResult result = new() { Claim = claim, Verdict = ClaimVerdict.NotMeasurableHere, Reason = "accuracy was not measured" };
        if (values.Length == 0)
            return result;

        // The claim is about all schemes: the lowest decides.
        result = result with { Measured = values.Min() };
        return string.Equals(run.Workload.Dataset, "coco", StringComparison.OrdinalIgnoreCase)
            && run.Workload is { Model: CommonClaims.Model, Imgsz: CommonClaims.Imgsz }
            ? Judge(result, values.Min(), ", the lowest of all schemes")
            : result with { Reason = $"told of {CommonClaims.Model} at {CommonClaims.Imgsz} trained on COCO; here the lowest of all schemes on {run.Workload.Dataset}" };
    }

    private static ClaimResult Judge(ClaimResult result, double value, string where)
    {
        Interval range = result.Claim.Range;
        if (range.Low == range.High)
            range = new Interval(range.Low * (1 - PointTolerance), range.High * (1 + PointTolerance));

        bool inside = value >= range.Low && value <= range.High;
        bool moreIsBetter = result.Claim.Quantity is ClaimQuantity.MemorySaving or ClaimQuantity.TimeSaving or ClaimQuantity.Map50;
        bool better = moreIsBetter ? value > range.High : value < range.Low;

        // A claim about baseline describes and does not promise: it is wrong if it is off on either side.
        bool description = result.Claim is { Absolute: true, Scheme: SchemeDescription.Baseline };
        return result with
        {
            Verdict = inside || (better && !description) ? ClaimVerdict.Holds : ClaimVerdict.DoesNotHold,
            Reason = (inside ? "in the claimed range" : better ? "better than claimed" : "worse than claimed") + where,
        };
    }

    private static string? Missing(BenchmarkRun run, int? batch)
    {
        List<string> missing = [];
        if (!run.Environment.DeviceName.Contains("3090", StringComparison.Ordinal))
            missing.Add($"device is {run.Environment.DeviceName}");
        if (run.Workload.Model != CommonClaims.Model)
            missing.Add($"model is {run.Workload.Model}");
        if (run.Workload.Imgsz != CommonClaims.Imgsz)
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"image size is {run.Workload.Imgsz}"));
        if (batch != CommonClaims.BatchSize)
            missing.Add(string.Create(CultureInfo.InvariantCulture, $"batch is {batch}"));
        return missing.Count == 0 ? null : string.Join(", ", missing);
    }

    /// <summary>Batch 8 if the run has it, else the nearest measured one; baseline's sizes first, ratios need them.</summary>
    private static int? ReferenceBatch(IReadOnlyList<CaseRow> rows)
    {
        int[] all = [.. rows.Where(r => r.Case.Status == CaseStatus.Ok).Select(r => r.Case.BatchSize).OfType<int>()];
        int[] ofBaseline = [.. rows.Where(r => r.Case is { Status: CaseStatus.Ok, SchemeId: SchemeDescription.Baseline })
            .Select(r => r.Case.BatchSize).OfType<int>()];
        int[] sizes = ofBaseline.Length > 0 ? ofBaseline : all;
        return sizes.Length == 0 ? null : sizes.MinBy(b => Math.Abs(Math.Log((double)b / CommonClaims.BatchSize)));
    }

    private static Interval? ClaimedRatio(Claim claim)
    {
        switch (claim.Quantity)
        {
            case ClaimQuantity.MemorySaving or ClaimQuantity.TimeSaving:
                return new Interval(1 - claim.Range.High, 1 - claim.Range.Low);
            case ClaimQuantity.ExtraTime:
                return new Interval(1 + claim.Range.Low, 1 + claim.Range.High);
            default:
                Claim? of = CommonClaims.All.FirstOrDefault(c => c.Scheme == SchemeDescription.Baseline && c.Quantity == claim.Quantity);
                return of is null || claim.Scheme == SchemeDescription.Baseline
                    ? null
                    : new Interval(claim.Range.Low / of.Range.High, claim.Range.High / of.Range.Low);
        }
    }

    private static string RatioText(Interval? ratio) => ratio is null ? ""
        : ratio.Low == ratio.High ? Figures.Fixed(ratio.Low, 2)
        : $"{Figures.Fixed(ratio.Low, 2)}-{Figures.Fixed(ratio.High, 2)}";

    private static CellTone Tone(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => CellTone.Good,
        ClaimVerdict.DoesNotHold => CellTone.Bad,
        _ => CellTone.Muted,
    };
}
