using System.Globalization;
using System.Text;
using Reports.Model;
using Reports.Tables;

namespace Reports.Text;

/// <summary>A measurement over ranks as plain text or Markdown.</summary>
public static class ScalingReport
{
    /// <summary>The tables and what they say, for a terminal.</summary>
    public static string ToText(ScalingResult scaling) => Render(scaling, table => $"{table.Title}\n{Line(table)}{TextTable.Render(table)}\n", "");

    /// <summary>The same as Markdown.</summary>
    public static string ToMarkdown(ScalingResult scaling) => Render(
        scaling, table => $"### {MarkdownTable.Escape(table.Title)}\n\n{MarkdownTable.Escape(Line(table))}\n{MarkdownTable.Render(table)}\n", "- ");

    /// <summary>Sentences that go with the tables.</summary>
    internal static IEnumerable<string> Notes(ScalingResult scaling)
    {
        if (scaling.Environment.DeviceKind == "cpu")
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The ranks share {Figures.Count(scaling.Cores, "core")}: a speed-up of 1 means that dividing the cores among ranks costs nothing.");
            foreach (ScalingRow row in scaling.Rows.Where(row => row.Ranks > scaling.Cores).DistinctBy(row => row.Ranks))
                yield return string.Create(CultureInfo.InvariantCulture, $"{row.Ranks} ranks on {Figures.Count(scaling.Cores, "core")} take turns: an efficiency of more than {Figures.Percent((double)scaling.Cores / row.Ranks, 0)} is not possible.");
        }

        ScalingRow[] measured = [.. scaling.Rows.Where(row => row is { IsReference: false, State: not null, LargestPeakBytes: not null })];
        ScalingRow? zero = measured.MinBy(row => row.State!.Total);
        ScalingRow? plain = measured.Where(row => row.Ranks == zero?.Ranks).MaxBy(row => row.State!.Total);
        if (plain is not null && zero is not null && zero.State!.Total < plain.State!.Total)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{zero.Scheme} over {zero.Ranks} ranks keeps {Figures.Mebibytes(zero.State.Total)} of training state a rank, {plain.Scheme} {Figures.Mebibytes(plain.State.Total)}. The peak of a rank is {Figures.Mebibytes(zero.LargestPeakBytes!.Value)} instead of {Figures.Mebibytes(plain.LargestPeakBytes!.Value)}: under {plain.Scheme} {Figures.Percent((double)plain.State.Total / plain.LargestPeakBytes.Value, 0)} of the peak is training state; the rest, mostly activations, is not divided.");
        }

        foreach (ScalingRow row in scaling.Rows.Where(row => row.Overlap is not null))
        {
            ScalingOverlap overlap = row.Overlap!;
            string waited = ScalingFigures.HiddenShare(row) is { } hidden ? $"; in a step, computing did not wait for {Figures.Percent(hidden, 0)} of the gradients' exchange" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Scheme}, {row.Ranks} ranks: forward and backward pass alone {Figures.Milliseconds(overlap.ComputeSeconds)}, exchange of the gradients alone {Figures.Milliseconds(overlap.AloneSeconds)} ({Figures.Milliseconds(overlap.AloneCpuSeconds)} of processor time a rank), both as trained {Figures.Milliseconds(overlap.TogetherSeconds)}, both with the exchange begun at once {Figures.Milliseconds(overlap.FreeSeconds)}. {Figures.Percent(overlap.HiddenShare, 0)} of the exchange costs no time; these cores allow {Figures.Percent(overlap.AllowedShare, 0)}{waited}.");
        }
    }

    private static string Line(Table table) => table.Caption is null ? "" : table.Caption + "\n";

    private static string Render(ScalingResult scaling, Func<Table, string> render, string bullet)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        StringBuilder text = new();
        foreach (Table table in (Table[])[ScalingTable.Throughput(scaling), ScalingTable.Memory(scaling), ScalingTable.Collectives(scaling)])
        {
            if (table.Rows.Count > 0)
                text.Append(render(table));
        }

        foreach (string note in Notes(scaling))
            text.Append(CultureInfo.InvariantCulture, $"{bullet}{note}\n");
        return text.ToString();
    }
}
