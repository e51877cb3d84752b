using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Claims;

/// <summary>The verdicts on claims as a table.</summary>
public static class ClaimTable
{
    /// <summary>One row per claim.</summary>
    public static Table Build(IReadOnlyList<ClaimResult> results) => new TableBuilder<ClaimResult>(results)
        .Name("Scheme", r => r.Claim.Scheme is { } id ? CommonClaims.SchemeNames[id] : "All", r => r.Claim.Scheme)
        .Text("Claim", r => r.Claim.Statement, keep: true)
        .Text("Claimed", r => r.Claim.RangeText, keep: true)
        .Text("Claimed ratio", ClaimedRatio, "Range that the claim implies relative to baseline; for mAP the difference.")
        .Number("Batch", null, r => r.BatchSize, "Batch size at which scheme and baseline were compared.", decimals: 0)
        .Cells(new TableColumn { Title = "Measured", Numeric = true }, r => r.Measured is double m ? new TableCell(r.Claim.Show(m), m) : TableCell.Empty, keep: true)
        .Cells(new TableColumn { Title = "Ratio", Numeric = true, Help = "Measured, relative to baseline at the same batch size, with its 95% interval; for mAP the difference." }, MeasuredRatio)
        .Cells(new TableColumn { Title = "Verdict" }, r => new TableCell(VerdictText(r.Verdict), Tone: Tone(r.Verdict)), keep: true)
        .Text("Why", r => r.Reason, keep: true)
        .Build(
            "claims",
            "Claims against measurement",
            string.Create(
                CultureInfo.InvariantCulture,
                $"What is commonly claimed for an {CommonClaims.Device}, {CommonClaims.Model}, batch {CommonClaims.BatchSize}, {CommonClaims.Imgsz} pixels, beside this run. Every device judges a claim by its ratio to baseline at the same batch size; only baseline's own figures need that device. Where cases ran in several processes, the interval of a ratio of times includes how much these differ."));

    internal static string VerdictText(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => "holds",
        ClaimVerdict.DoesNotHold => "does not hold",
        ClaimVerdict.TooNoisy => "too noisy to tell",
        _ => "not measurable here",
    };

    private static string? ClaimedRatio(ClaimResult result) => result.ClaimedRelative is not { } claimed ? null
        : result.Claim.Quantity == ClaimQuantity.Map50 ? $"difference ≥ {Figures.Fixed(claimed.Low, 2)}"
        : Range(claimed);

    private static TableCell MeasuredRatio(ClaimResult result)
    {
        if (result.MeasuredRelative is not double value)
            return TableCell.Empty;
        bool difference = result.Claim.Quantity == ClaimQuantity.Map50;
        int decimals = difference ? 3 : 2;
        string interval = result.RelativeInterval is { } i ? $" ({Figures.Fixed(i.Low, decimals)} to {Figures.Fixed(i.High, decimals)})" : "";
        return new TableCell((difference ? "difference " : "") + Figures.Fixed(value, decimals) + interval, value);
    }

    private static string Range(Interval range) => range.Low == range.High
        ? Figures.Fixed(range.Low, 2)
        : $"{Figures.Fixed(range.Low, 2)}-{Figures.Fixed(range.High, 2)}";

    private static CellTone Tone(ClaimVerdict verdict) => verdict switch
    {
        ClaimVerdict.Holds => CellTone.Good,
        ClaimVerdict.DoesNotHold => CellTone.Bad,
        ClaimVerdict.TooNoisy => CellTone.Warning,
        _ => CellTone.Muted,
    };
}
