using System.Globalization;
using System.Text;
using Reports.Claims;
using Reports.Comparison;
using Reports.Model;
using Reports.Tables;

namespace Reports.Text;

/// <summary>The report as plain text: <c>comparison_report.txt</c>.</summary>
public static class TextReport
{
    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(ReportInput input, string path) => AtomicFile.WriteText(path, Render(input), createFolder: true);

    /// <summary>The report as text.</summary>
    public static string Render(ReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        StringBuilder text = new();
        foreach ((BenchmarkRun run, string name) in MarkdownReport.Named(input))
        {
            Heading(text, $"Training schemes compared: {name}{MarkdownReport.Line(run)}", '=');
            Recommendation recommendation = Recommendation.For(run);
            text.Append(recommendation.Headline).Append('\n');
            foreach (string reason in recommendation.Reasons)
                text.Append("  - ").Append(reason).Append('\n');
            text.Append('\n');
        }

        Table cases = CaseTable.Build(input.Runs);
        Heading(text, cases.Title, '-');
        text.Append("Ratios are against baseline at the same batch size.\n\n").Append(TextTable.Render(cases)).Append('\n');
        foreach ((_, RunComparison comparison, _) in input.Comparisons())
        {
            Heading(text, "Differences from the baseline", '-');
            text.Append(ComparisonReport.ToText(comparison)).Append('\n');
        }

        foreach (BenchmarkRun run in input.Runs.Where(r => r.Cases.Any(c => c.Scheme is not null)))
        {
            Table claims = ClaimTable.Build(ClaimCheck.Evaluate(run));
            Heading(text, input.Runs.Count > 1 ? $"{claims.Title}: {run.RunId}" : claims.Title, '-');
            text.Append(claims.Caption).Append("\n\n").Append(TextTable.Render(claims)).Append('\n');
        }

        foreach (BenchmarkRun run in input.Runs)
        {
            Heading(text, $"Where and how: {run.RunId}", '-');
            foreach ((string name, string value) in RunFacts.Of(run))
                text.Append(CultureInfo.InvariantCulture, $"{name,-16} {value}\n");
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Heading(StringBuilder text, string title, char line) =>
        text.Append(title).Append('\n').Append(line, Math.Min(title.Length, 100)).Append("\n\n");
}
