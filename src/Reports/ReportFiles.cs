using System.Globalization;
using Reports.Csv;
using Reports.Export;
using Reports.Html;
using Reports.Json;
using Reports.Model;
using Reports.Plots;
using Reports.Text;

namespace Reports;

/// <summary>All files of a report in one folder.</summary>
public static class ReportFiles
{
    /// <summary>
    /// Writes <c>run.json</c> (numbered where there are several runs), <c>cases.csv</c>, <c>iterations.csv</c>,
    /// <c>report.html</c>, <c>report.md</c>, <c>comparison_report.txt</c>, for one run also <c>results.json</c> and the
    /// exports for github-action-benchmark, and on request the plots.
    /// </summary>
    /// <param name="input">The runs, and the run to compare with.</param>
    /// <param name="folder">Where the files go; it is made if need be.</param>
    /// <param name="plots">Whether to draw PNG and PDF with gnuplot.</param>
    /// <param name="notices">What could not be had and why, for the user.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="ReportException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(ReportInput input, string folder, bool plots, out IReadOnlyList<string> notices)
    {
        ArgumentNullException.ThrowIfNull(input);
        List<string> files = [];
        List<string> notes = [];
        IReadOnlyList<BenchmarkRun> runs = input.Runs;
        for (int i = 0; i < runs.Count; i++)
            Add(runs.Count == 1 ? "run.json" : string.Create(CultureInfo.InvariantCulture, $"run-{i + 1}.json"), path => RunJson.Write(runs[i], path));

        Add("cases.csv", path => CaseCsv.Write(runs, path));
        Add("iterations.csv", path => IterationCsv.Write(runs, path));
        Add("report.html", path => HtmlReport.Write(input, path));
        Add("report.md", path => MarkdownReport.Write(input, path));
        Add("comparison_report.txt", path => TextReport.Write(input, path));
        if (!HtmlReport.HasCharts)
            notes.Add("The HTML page has tables only: plotly.js-basic-dist-min was not there when this was built (npm ci in src/Reports).");
        if (runs.Count == 1)
        {
            Add("results.json", path => ExperimentResults.Write(runs[0], path));
            files.AddRange(GitHubBenchmark.Write(runs[0], folder));
        }

        if (plots)
        {
            files.AddRange(PlotFiles.Write(input, Path.Combine(folder, "plots"), out string? notice));
            if (notice is not null)
                notes.Add(notice);
        }

        notices = notes;
        return files;

        void Add(string name, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            write(path);
            files.Add(path);
        }
    }
}
