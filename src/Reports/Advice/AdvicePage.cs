using System.Globalization;
using Reports.Charts;
using Reports.Html;

namespace Reports.Advice;

/// <summary>The page of the adviser: where an epoch's time goes now and after the change, the candidates, the proof.</summary>
public static class AdvicePage
{
    /// <summary>Name of its file.</summary>
    public const string FileName = "advice.html";

    /// <summary>Builds the page.</summary>
    public static ChartPage Of(AdviceResult advice)
    {
        ArgumentNullException.ThrowIfNull(advice);
        return new ChartPage
        {
            Eyebrow = "YOLOv5 training adviser",
            Title = $"An epoch on {advice.Environment.DeviceName}: {AdviceText.Name(advice.Bottleneck)} limits it",
            Lead = string.Join(' ', [advice.Reason, AdviceText.Recommendation(advice), AdviceText.Proof(advice) ?? ""]).TrimEnd(),
            Tables = [AdviceText.Parts(advice), AdviceText.Candidates(advice), AdviceText.Facts(advice)],
            Charts = [Parts(advice), Gains(advice)],
            Footer = string.Create(CultureInfo.InvariantCulture, $"{advice.Settings}. {advice.Images} images to train on, {advice.ValidationImages} to validate on. {advice.StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm} UTC. Intervals are of 95%. {advice.CommandLine}"),
        };
    }

    private static Chart Parts(AdviceResult advice)
    {
        (string Name, EpochTime? Time)[] all =
            [("now", advice.Now), ("changed, predicted", advice.Changed), ("now, measured", advice.Proof?.Now), ("changed, measured", advice.Proof?.Changed)];
        (string Name, EpochTime? Time)[] sides = [.. all.Where(side => side.Time is not null)];
        double[] places = Places(advice.Now.Parts.Count);
        return new Chart
        {
            Id = "epoch-parts",
            Title = "Where the time of an epoch goes",
            Caption = $"In each group from the left: {string.Join("; ", sides.Select(side => side.Name))}.",
            XTitle = "",
            YTitle = "Time [s]",
            YFromZero = true,
            XTicks = places,
            XTickLabels = [.. advice.Now.Parts.Select(part => part.Name)],
            Series =
            [
                .. sides.Select((side, i) => new ChartSeries
                {
                    Name = side.Name,
                    Kind = ChartKind.Bars,
                    Color = i,
                    X = places,
                    Y = [.. side.Time!.Parts.Select(part => part.Seconds)],
                    Labels = [.. side.Time.Parts.Select(part => $"{side.Name}: {part.Name}")],
                }),
            ],
            Table = AdviceText.Parts(advice) with { Id = "epoch-parts-table" },
        };
    }

    private static Chart Gains(AdviceResult advice)
    {
        AdviceCandidate[] candidates = [.. advice.Candidates.OrderByDescending(each => each.Gain)];
        double[] places = Places(candidates.Length);
        return new Chart
        {
            Id = "gains",
            Title = "Predicted gain of each change alone",
            Caption = "Share of the epoch's time that is saved; below zero a change costs time.",
            XTitle = "",
            YTitle = "Gain [%]",
            XTicks = places,
            XTickLabels = [.. candidates.Select(each => each.Options)],
            Series =
            [
                new ChartSeries
                {
                    Name = "gain",
                    Kind = ChartKind.Bars,
                    Color = 3,
                    X = places,
                    Y = [.. candidates.Select(each => each.Gain * 100)],
                    Labels = [.. candidates.Select(each => each.Options)],
                },
            ],
            Table = AdviceText.Candidates(advice) with { Id = "gains-table" },
        };
    }

    private static double[] Places(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];
}
