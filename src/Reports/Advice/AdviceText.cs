using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Advice;

/// <summary>Findings of the adviser as sentences and tables, the same on the terminal and on the page.</summary>
public static class AdviceText
{
    /// <summary>The limit of the epoch.</summary>
    public static string Headline(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return $"Bottleneck: {Name(advice.Bottleneck)}. {advice.Reason}";
    }

    /// <summary>The advice with what it is predicted to bring, or that there is none.</summary>
    public static string Recommendation(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return advice.Changed is not { } changed
            ? $"An epoch takes {Seconds(advice.Now.Total)}; no change that was considered saves more than the measurement varies."
            : $"Change: {advice.Advice}. Predicted: an epoch takes {Seconds(changed.Total)}{Within(advice.ChangedInterval)} in place of {Seconds(advice.Now.Total)}{Within(advice.NowInterval)}: {Share(advice.Gain)} less{Within(advice.GainInterval, Share)}.";
    }

    /// <summary>Predicted beside measured gain; null where nothing was proven.</summary>
    public static string? Proof(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return advice.Proof is not { } proof ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Measured over {proof.NowSeconds.Count} whole epochs of each in turn ({proof.Images} images, {proof.ValidationImages} validated): {Seconds(proof.Changed.Total)} in place of {Seconds(proof.Now.Total)}: {Share(proof.Gain)} less{Within(proof.GainInterval, Share)}, predicted were {Share(proof.PredictedGain)}.");
    }

    /// <summary>Parts of an epoch: now, predicted, measured.</summary>
    public static Table Parts(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        int parts = advice.Now.Parts.Count;
        return new TableBuilder<int>([.. Enumerable.Range(0, parts + 1)])
            .Text("Part of an epoch", i => i < parts ? advice.Now.Parts[i].Name : "epoch", keep: true)
            .Number("Now", "s", i => Part(advice.Now, i))
            .Number("Share", "%", i => Part(advice.Now, i) / advice.Now.Total * 100, decimals: 1)
            .Number("Changed, predicted", "s", i => Part(advice.Changed, i))
            .Number("Now, measured", "s", i => Part(advice.Proof?.Now, i))
            .Number("Changed, measured", "s", i => Part(advice.Proof?.Changed, i))
            .Build("parts", "Where the time of an epoch goes", "An evaluation counts with the share of epochs that have one. Measured columns are of the epochs of the proof, which may be shorter.");
    }

    /// <summary>The changes that were considered.</summary>
    public static Table Candidates(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return new TableBuilder<AdviceCandidate>([.. advice.Candidates.OrderByDescending(each => each.Gain)])
            .Text("Change", each => each.Options, keep: true)
            .Number("Epoch, predicted", "s", each => each.Time.Total)
            .Cells(new TableColumn { Title = "Gain", Numeric = true }, each => new TableCell(Share(each.Gain), each.Gain, each.Gain > 0.02 ? CellTone.Good : each.Gain < -0.02 ? CellTone.Bad : CellTone.Plain), keep: true)
            .Text("Advised", each => each.IsAdvised ? "yes" : "", keep: true)
            .Text("Note", each => each.Note)
            .Build("candidates", "Changes, each alone", "Predicted by the model of an epoch. Gains do not add up: what is removed by one change cannot be saved by another.");
    }

    /// <summary>The measurements.</summary>
    public static Table Facts(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return new TableBuilder<AdviceFact>(advice.Facts).Text("Measured", each => each.Name, keep: true).Text("Value", each => each.Value, keep: true)
            .Build("facts", "Measurements of this machine");
    }

    /// <summary>Everything as text for a terminal.</summary>
    public static string Of(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return string.Join('\n', [
            advice.Settings, "", TextTable.Render(Facts(advice)), TextTable.Render(Parts(advice)), TextTable.Render(Candidates(advice)),
            Headline(advice), Recommendation(advice), .. Proof(advice) is { } proof ? [proof] : Array.Empty<string>(), ""]);
    }

    /// <summary>Name of a limit in a sentence.</summary>
    internal static string Name(Bottleneck bottleneck) => bottleneck switch
    {
        Bottleneck.Precision => "precision (the scheme of the step)",
        Bottleneck.Batch => "batch size",
        _ => bottleneck.ToString().ToLowerInvariant(),
    };

    private static double? Part(EpochTime? time, int i) => time is null ? null : i < time.Parts.Count ? time.Parts[i].Seconds : time.Total;

    private static string Seconds(double seconds) => Figures.Short(seconds) + " s";

    private static string Share(double share) => Figures.Percent(share);

    private static string Within(Interval? interval, Func<double, string>? text = null) =>
        interval is null ? "" : $" [{(text ?? Figures.Short)(interval.Low)}, {(text ?? Figures.Short)(interval.High)}]";
}
