using System.Globalization;
using System.Text;
using Reports.Claims;
using Reports.Comparison;
using Reports.Model;
using Reports.Tables;

namespace Reports.Text;

/// <summary>A report for pull requests and step summaries, as GitHub Markdown.</summary>
public static class MarkdownReport
{
    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(ReportInput input, string path) => AtomicFile.WriteText(path, Render(input), createFolder: true);

    /// <summary>The report as text.</summary>
    public static string Render(ReportInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        StringBuilder text = new();
        text.Append("## Training benchmark\n\n");
        foreach ((BenchmarkRun run, string name) in Named(input))
        {
            Recommendation recommendation = Recommendation.For(run);
            text.Append(CultureInfo.InvariantCulture, $"**{Escape(recommendation.Headline)}**  \n{Escape(name + Line(run))}\n\n");
            foreach (string reason in recommendation.Reasons)
                text.Append(CultureInfo.InvariantCulture, $"- {Escape(reason)}\n");
            text.Append('\n');
        }

        text.Append("### Cases\n\n").Append(MarkdownTable.Render(CaseTable.Build(input.Runs))).Append('\n');
        foreach ((_, RunComparison comparison, _) in input.Comparisons())
            text.Append(ComparisonReport.ToMarkdown(comparison)).Append('\n');

        foreach (BenchmarkRun run in input.Runs.Where(r => r.Cases.Any(c => c.Scheme is not null)))
        {
            Table claims = ClaimTable.Build(ClaimCheck.Evaluate(run));
            string name = input.Runs.Count > 1 ? $": {run.RunId}" : "";
            text.Append(CultureInfo.InvariantCulture, $"<details><summary>{Escape(claims.Title + name)}</summary>\n\n{Escape(claims.Caption!)}\n\n{MarkdownTable.Render(claims)}\n</details>\n\n");
        }

        foreach (BenchmarkRun run in input.Runs)
        {
            text.Append(CultureInfo.InvariantCulture, $"<details><summary>Where and how: {Escape(run.RunId)}</summary>\n\n| | |\n|---|---|\n");
            foreach ((string fact, string value) in RunFacts.Of(run))
                text.Append(CultureInfo.InvariantCulture, $"| {fact} | {Escape(value)} |\n");
            text.Append("\n</details>\n\n");
        }

        return text.ToString();
    }

    /// <summary>The runs with their prefix: the name that tables use, if there are several.</summary>
    internal static IEnumerable<(BenchmarkRun Run, string Prefix)> Named(ReportInput input) =>
        input.Runs.Zip(CaseRow.RunNames(input.Runs), (run, name) => (run, input.Runs.Count > 1 ? name + ": " : ""));

    internal static string Line(BenchmarkRun run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{run.Workload.Model} at {run.Workload.Imgsz} px on {run.Workload.Dataset}, {run.Environment.DeviceName}, libtorch {run.Environment.LibtorchVersion}, {run.StartedUtc.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private static string Escape(string text) => MarkdownTable.Escape(text);
}
