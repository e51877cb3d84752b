using Benchmarks.Commands;
using Reports;
using Reports.Json;
using Reports.Model;

namespace Benchmarks.Reporting;

/// <summary>The files that are made of a run.</summary>
internal static class RunFiles
{
    /// <summary>
    /// Writes all of them into a folder and returns their paths. The measurements are on disk before anything is made
    /// of it; a form that cannot be written then is a notice, since <c>report</c> can make it again.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="notices">Notices of files that are missing, with the reason.</param>
    /// <exception cref="InvalidInputException">The JSON cannot be written.</exception>
    public static IReadOnlyList<string> Write(BenchmarkRun run, string folder, out IReadOnlyList<string> notices)
    {
        string json = WriteMeasurements(run, folder);
        WrittenReport report = ReportFiles.Write(ReportInput.Of(run), folder, new ReportForms { Json = false });
        notices = [.. report.Notices, .. report.Failures];
        return [json, .. report.Files];
    }

    /// <summary>Writes the measurements alone, of which all other files can be made, and returns their path.</summary>
    /// <exception cref="InvalidInputException">The JSON cannot be written.</exception>
    public static string WriteMeasurements(BenchmarkRun run, string folder)
    {
        string json = Path.Combine(folder, RunArgument.FileName);
        RunJson.Write(run, json);
        return json;
    }
}
