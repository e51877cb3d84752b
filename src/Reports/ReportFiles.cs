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
    /// Writes <c>run.json</c> (numbered if there are several runs), <c>cases.csv</c>, <c>iterations.csv</c>,
    /// <c>report.html</c>, <c>report.md</c>, <c>comparison_report.txt</c>, the plots, and for one run also
    /// <c>results.json</c> and the exports for github-action-benchmark. A form that cannot be written does not prevent the
    /// others from being written.
    /// </summary>
    /// <param name="input">The runs, and the run to compare with.</param>
    /// <param name="folder">Folder that the files are written to; it is created if need be.</param>
    /// <param name="forms">Forms of the report to write.</param>
    public static WrittenReport Write(ReportInput input, string folder, ReportForms? forms = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        forms ??= new ReportForms();
        List<string> files = [];
        List<string> notices = [];
        List<string> failures = [];
        IReadOnlyList<BenchmarkRun> runs = input.Runs;
        for (int i = 0; forms.Json && i < runs.Count; i++)
            Add(runs.Count == 1 ? "run.json" : string.Create(CultureInfo.InvariantCulture, $"run-{i + 1}.json"), path => RunJson.Write(runs[i], path));

        Add("cases.csv", path => CaseCsv.Write(runs, path));
        Add("iterations.csv", path => IterationCsv.Write(runs, path));
        Add("report.html", path => HtmlReport.Write(input, path));
        Add("report.md", path => MarkdownReport.Write(input, path));
        Add("comparison_report.txt", path => TextReport.Write(input, path));
        if (runs.Count == 1)
        {
            Add("results.json", path => ExperimentResults.Write(runs[0], path));
            Attempt(() => files.AddRange(GitHubBenchmark.Write(runs[0], folder)));
        }

        if (forms.Plots)
        {
            Attempt(() =>
            {
                files.AddRange(PlotFiles.Write(input, Path.Combine(folder, "plots"), out string? notice));
                if (notice is not null)
                    notices.Add(notice);
            });
        }

        return new WrittenReport { Files = files, Notices = notices, Failures = failures };

        void Add(string name, Action<string> write)
        {
            string path = Path.Combine(folder, name);
            Attempt(() =>
            {
                write(path);
                files.Add(path);
            });
        }

        void Attempt(Action write)
        {
            try
            {
                write();
            }
            catch (InvalidInputException exception)
            {
                failures.Add(exception.Message);
            }
        }
    }
}
