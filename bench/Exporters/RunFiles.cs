using Reports;
using Reports.Html;
using Reports.Json;
using Reports.Model;

namespace Benchmarks.Exporters;

/// <summary>The files that are made of a run.</summary>
internal static class RunFiles
{
    /// <summary>Writes all of them into a folder and returns their paths.</summary>
    public static IReadOnlyList<string> Write(BenchmarkRun run, string folder)
    {
        List<string> files = [];
        string File(string name)
        {
            string path = Path.Combine(folder, name);
            files.Add(path);
            return path;
        }

        RunJson.Write(run, File("run.json"));
        HtmlReport.Write(ReportInput.Of(run), File("report.html"));
        return files;
    }
}
