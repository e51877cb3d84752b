using System.Globalization;
using Reports.Model;

namespace Reports.Claims;

/// <summary>
/// Compares claims with a run's measurements. On the device, model and sizes that the claims are about, their figures are
/// judged as they are; anywhere else by what they imply relative to baseline at the same batch size.
/// </summary>
public static class ClaimCheck
{
    // A claim of one exact time ("0.12 s") is a rounded figure; a time within this share of it still counts as equal.
    private const double PointTolerance = 0.10;

    /// <summary>Judges every common claim by <paramref name="run"/>.</summary>
    public static IReadOnlyList<ClaimResult> Evaluate(BenchmarkRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        IReadOnlyList<CaseRow> rows = [.. CaseRow.Of([run]).Where(r => r.Case is { Scheme: not null, Parameters: null or { Count: 0 } })];
        return [.. CommonClaims.All.Select(claim => claim.Quantity == ClaimQuantity.Map50 ? OfAccuracy(claim, run, rows) : OfScheme(claim, run, rows))];
    }

    private static ClaimResult OfScheme(Claim claim, BenchmarkRun run, IReadOnlyList<CaseRow> rows)
    {
        CaseRow[] ofScheme = [.. rows.Where(r => r.Case.SchemeId == claim.Scheme)];
        CaseRow[] measured = [.. ofScheme.Where(r => r.Case is { Status: CaseStatus.Ok, BatchSize: not null })];

        // The claims' own case, else the batch size nearest to theirs that baseline has too, else the nearest.
        CaseRow? row = (claim.Absolute ? measured.FirstOrDefault(r => Lacking(run, r) is null) : null)
            ?? Nearest(measured.Where(r => r.Reference is not null)) ?? Nearest(measured);
        ClaimResult result = new()
        {
            Claim = claim,
            Verdict = ClaimVerdict.NotMeasurableHere,
            Reason = claim.Scheme == SchemeDescription.Baseline ? "needs the baseline" : "needs this scheme",
            ClaimedRelative = ClaimedRatio(claim),
        };
        if (row is null)
            return ofScheme.Length == 0 ? result : result with { Reason = ofScheme.Any(r => r.Case.Status == CaseStatus.OutOfMemory) ? "out of memory" : "the case failed" };

        bool ofTime = claim.Quantity is ClaimQuantity.IterationSeconds or ClaimQuantity.TimeSaving or ClaimQuantity.ExtraTime;
        double? ratio = ofTime ? row.TimeRatio : row.MemoryRatio;
        result = result with
        {
            BatchSize = row.Case.BatchSize,
            MeasuredRelative = claim.Scheme == SchemeDescription.Baseline ? null : ratio,
            Measured = claim.Quantity switch
            {
                ClaimQuantity.PeakMemoryGiB => row.Case.PeakAllocatedBytes / Tables.Figures.GiB,
                ClaimQuantity.IterationSeconds => row.MedianSeconds,
                ClaimQuantity.ExtraTime => ratio - 1,
                _ => 1 - ratio,
            },
        };
        if (claim.Absolute && Lacking(run, row) is var lacking && (lacking is null || result.ClaimedRelative is null))
            return OfFigure(result, row, lacking);
        if (row.Reference is not { } reference)
            return result with { Reason = "needs the baseline" };
        if (ratio is not double value)
            return result with { Reason = ofTime ? "needs iteration times" : "needs peak memory" };
        Interval? interval = ofTime ? TimeRatio.Of(reference.Case, row.Case) : null;
        return ofTime && interval is null
            ? result with { Reason = "needs more iterations" }
            : Judge(result with { RelativeInterval = interval }, value, interval, Widened(result.ClaimedRelative!), Direction.Less);
    }

    /// <summary>Judges a figure of the claims' own device as it is.</summary>
    private static ClaimResult OfFigure(ClaimResult result, CaseRow row, string? lacking)
    {
        Claim claim = result.Claim;
        if (lacking is not null || result.Measured is not double value)
            return result with { Reason = lacking ?? "needs peak memory" };
        Interval? interval = claim.Quantity == ClaimQuantity.IterationSeconds ? row.Statistics?.Ci95 : null;

        // A claim about baseline describes and does not promise: it is wrong if it is off on either side.
        return Judge(result, value, interval, Widened(claim.Range), claim.Scheme == SchemeDescription.Baseline ? Direction.None : Direction.Less);
    }

    private static ClaimResult OfAccuracy(Claim claim, BenchmarkRun run, IReadOnlyList<CaseRow> rows)
    {
        CaseRow[] measured = [.. rows.Where(r => r.Case is { Status: CaseStatus.Ok, Accuracy: not null })];
        ClaimResult result = new() { Claim = claim, Verdict = ClaimVerdict.NotMeasurableHere, Reason = "needs accuracy passes" };
        if (measured.Length == 0)
            return result;

        // The claim is about all schemes: the lowest decides.
        result = result with { Measured = measured.Min(r => r.Case.Accuracy!.Map50) };
        if (string.Equals(run.Workload.Dataset, "coco", StringComparison.OrdinalIgnoreCase)
            && run.Workload is { Model: CommonClaims.Model, Imgsz: CommonClaims.Imgsz })
        {
            return Judge(result, result.Measured.Value, null, claim.Range, Direction.More, " (lowest of all schemes)");
        }

        // One range for all schemes says that none of them is further below another than the range is wide.
        Interval claimed = new(claim.Range.Low - claim.Range.High, 0);
        result = result with { ClaimedRelative = claimed };
        CaseRow[] compared = [.. measured.Where(r => r.Reference is { Case.Accuracy: not null } && r.Reference != r)];
        if (compared.Length == 0)
            return result with { Reason = measured.Any(r => r.Case.SchemeId == SchemeDescription.Baseline) ? "needs another scheme" : "needs the baseline" };
        CaseRow worst = compared.MinBy(r => r.Case.Accuracy!.Map50 - r.Reference!.Case.Accuracy!.Map50)!;
        AccuracyResult plain = worst.Reference!.Case.Accuracy!, scheme = worst.Case.Accuracy!;
        double difference = scheme.Map50 - plain.Map50;
        Interval? interval = plain.Map50Spread is { } from && scheme.Map50Spread is { } to ? new Interval(to.Low - from.High, to.High - from.Low) : null;
        result = result with { BatchSize = worst.Case.BatchSize, MeasuredRelative = difference, RelativeInterval = interval };
        return Judge(result, difference, interval, claimed, Direction.More, $" (lowest against baseline: {worst.Case.SchemeName})");
    }

    private static ClaimResult Judge(ClaimResult result, double value, Interval? interval, Interval range, Direction better, string where = "")
    {
        ClaimVerdict verdict = Verdict(value);
        if (interval is not null && (Verdict(interval.Low) != verdict || Verdict(interval.High) != verdict))
            return result with { Verdict = ClaimVerdict.TooNoisy, Reason = "interval crosses the limit" + where };
        bool inside = value >= range.Low && value <= range.High;
        string reason = inside ? "in the claimed range"
            : better == Direction.None ? "off the claimed range"
            : verdict == ClaimVerdict.Holds ? "better than claimed"
            : "worse than claimed";
        return result with { Verdict = verdict, Reason = reason + where };

        ClaimVerdict Verdict(double v) => (v >= range.Low || better == Direction.Less) && (v <= range.High || better == Direction.More)
            ? ClaimVerdict.Holds
            : ClaimVerdict.DoesNotHold;
    }

    private static Interval Widened(Interval range) => range.Low == range.High
        ? new Interval(range.Low * (1 - PointTolerance), range.High * (1 + PointTolerance))
        : range;

    private static CaseRow? Nearest(IEnumerable<CaseRow> rows) =>
        rows.MinBy(r => Math.Abs(Math.Log((double)r.Case.BatchSize!.Value / CommonClaims.BatchSize)));

    /// <summary>First condition of the absolute figures that the run does not meet; null if it meets all.</summary>
    private static string? Lacking(BenchmarkRun run, CaseRow row) =>
        !run.Environment.DeviceName.Contains("3090", StringComparison.Ordinal) ? $"needs an {CommonClaims.Device}"
        : run.Workload.Model != CommonClaims.Model ? $"needs {CommonClaims.Model}"
        : run.Workload.Imgsz != CommonClaims.Imgsz ? string.Create(CultureInfo.InvariantCulture, $"needs {CommonClaims.Imgsz} pixels")
        : row.Case.BatchSize != CommonClaims.BatchSize ? string.Create(CultureInfo.InvariantCulture, $"needs batch {CommonClaims.BatchSize}")
        : null;

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

    /// <summary>Direction in which a figure may leave the claimed range without breaking the claim.</summary>
    private enum Direction
    {
        None,
        Less,
        More,
    }
}
