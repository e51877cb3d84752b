using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports.Charts;

/// <summary>Training loss over the accuracy pass, one line per scheme at the batch size that most schemes share.</summary>
internal static class LossChart
{
    private const int MaxPoints = 200;

    public static Chart? Build(IReadOnlyList<CaseRow> rows)
    {
        List<CaseRow> cases = CaseSelection.OnePerSeries([.. rows.Where(r => r.Case.Accuracy?.LossCurve is { Count: > 1 })]);
        if (cases.Count == 0)
            return null;

        return new Chart
        {
            Id = "loss",
            Title = "Loss of the accuracy pass",
            Caption = "Training loss by iteration, smoothed over a tenth of the pass. Lines that lie together mean that the scheme does not change training."
                + CaseSelection.BatchNote(cases),
            XTitle = "Iteration",
            YTitle = "Loss",
            Series = [.. cases.Select(r => new ChartSeries
            {
                Name = r.SeriesName,
                ShownId = r.ShownId,
                Kind = ChartKind.Line,
                Color = r.SchemeIndex,
                Style = r.RunIndex,
                X = [.. Thin(r.Case.Accuracy!.LossCurve!).Select(p => (double)p.Iteration)],
                Y = [.. Thin(r.Case.Accuracy!.LossCurve!).Select(p => p.Total)],
            })],
            Table = new TableBuilder<CaseRow>(cases)
                .Name("Case", r => r.Name, r => r.ShownId)
                .Number("Iterations", null, r => r.Case.Accuracy!.LossCurve!.Count, decimals: 0)
                .Number("First loss", null, r => r.Case.Accuracy!.LossCurve![0].Total)
                .Number("Mean, first tenth", null, r => Mean(r.Case.Accuracy!.LossCurve!, 0, 0.1))
                .Number("Mean, last tenth", null, r => Mean(r.Case.Accuracy!.LossCurve!, 0.9, 1))
                .Number("Not finite", null, r => r.Case.Accuracy!.LossCurve!.Count(p => !double.IsFinite(p.Total)), decimals: 0)
                .Build("loss-table", "Loss of the accuracy pass"),
        };
    }

    // A trailing mean over a tenth of the curve; points that are not finite break the line instead of spoiling it.
    private static IEnumerable<LossPoint> Thin(IReadOnlyList<LossPoint> curve)
    {
        int window = Math.Max(1, curve.Count / 10);
        int step = Math.Max(1, (int)Math.Ceiling(curve.Count / (double)MaxPoints));
        for (int i = 0; i < curve.Count; i += step)
        {
            if (!double.IsFinite(curve[i].Total))
            {
                yield return curve[i];
                continue;
            }

            double[] finite = [.. curve.Skip(Math.Max(0, i - window + 1)).Take(Math.Min(window, i + 1)).Select(p => p.Total).Where(double.IsFinite)];
            yield return new LossPoint { Iteration = curve[i].Iteration, Total = finite.Average() };
        }
    }

    private static double? Mean(IReadOnlyList<LossPoint> curve, double from, double to)
    {
        int first = (int)(curve.Count * from);
        int count = Math.Max(1, (int)(curve.Count * to) - first);
        double[] finite = [.. curve.Skip(first).Take(count).Select(p => p.Total).Where(double.IsFinite)];
        return finite.Length == 0 ? null : finite.Average();
    }
}
