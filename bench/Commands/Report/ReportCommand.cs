using System.CommandLine;
using System.Globalization;
using CommandLines;
using Reports;
using Reports.Json;
using Reports.Model;
using Yolov5;

namespace Benchmarks.Commands.Report;

/// <summary><c>report</c>: makes every form of a report again from the JSON of runs; nothing is measured.</summary>
internal sealed class ReportCommand : Command
{
    private readonly Argument<string[]> _runs = new("RUN") { Description = $"The runs, side by side where there are several: {RunArgument.Allowed}.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "Folder for the files (one run: its own folder; otherwise a new one in artifacts/reports/).", HelpName = "DIR" };
    private readonly Option<string?> _baseline = new("--baseline") { Description = "A run that differences are shown against.", HelpName = "RUN" };
    private readonly Option<bool> _noPlots = new("--no-plots") { Description = "Leave the PNG and PDF plots out." };
    private readonly Option<string?> _asBaseline = new("--as-baseline") { Description = "Also keep the run as artifacts/baselines/NAME.json, to be committed.", HelpName = "NAME" };

    public ReportCommand()
        : base("report", """
            Makes the reports of runs again from their JSON: HTML, CSV, Markdown, text, plots and exports.

            Examples:
              ./bench.sh report latest
              ./bench.sh report latest --baseline artifacts/baselines/my-machine.json
              ./bench.sh report artifacts/20250301-142233 artifacts/20250302-090000 --out side-by-side
              ./bench.sh report latest --as-baseline my-machine
            """)
    {
        Add(_runs);
        foreach (Option option in new Option[] { _out, _baseline, _noPlots, _asBaseline })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] paths = [.. parsed.GetValue(_runs)!.Select(run => RunArgument.PathOf(run, Places.Artifacts)).DistinctBy(Path.GetFullPath)];
        string? name = BaselineName(parsed.GetValue(_asBaseline), paths.Length);
        string folder = OutputPlaces.Folder("--out", parsed.GetValue(_out) ?? DefaultFolder(paths));
        if (name is not null)
            OutputPlaces.File("--as-baseline", BaselinePath(name), createsFolder: true);
        ReportInput input = new()
        {
            Runs = [.. paths.Select(RunJson.Read)],
            Baseline = parsed.GetValue(_baseline) is { } baseline ? RunArgument.Read(baseline) : null,
        };

        bool inPlace = paths.Length == 1 && Path.GetFullPath(paths[0]) == Path.Combine(folder, RunArgument.FileName);

        // The JSON that a report is made from is never rewritten: a newer version may have put fields there.
        WrittenReport report = ReportFiles.Write(input, folder, new ReportForms { Json = !inPlace, Plots = !parsed.GetValue(_noPlots) });
        Console.WriteLine($"{folder}: {string.Join(", ", report.Files.Select(file => Path.GetRelativePath(folder, file)))}");
        foreach (string notice in report.Notices)
            Console.Error.WriteLine(notice);
        if (name is not null)
            KeepAsBaseline(input.Runs[0], name);
        if (report.Failures.Count > 0)
            throw new InvalidInputException(string.Join('\n', report.Failures));
        return 0;
    }

    private static string DefaultFolder(string[] paths) => paths.Length == 1 && Path.GetFileName(paths[0]) == RunArgument.FileName
        ? Path.GetDirectoryName(Path.GetFullPath(paths[0]))!
        : Path.Combine(Places.Artifacts, "reports", DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));

    private static string? BaselineName(string? name, int runs)
    {
        if (name is null)
            return null;
        if (runs != 1)
            throw new InvalidInputException($"--as-baseline {name}: exactly one run can become a baseline; {runs} were given.");
        return name.Length > 0 && name[0] != '.' && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_')
            ? name
            : throw new InvalidInputException($"--as-baseline {name}: a name of letters, digits, '.', '-' and '_' is expected.");
    }

    private static string BaselinePath(string name) => Path.Combine(Places.Baselines, name + ".json");

    private static void KeepAsBaseline(BenchmarkRun run, string name)
    {
        string path = BaselinePath(name);

        // A baseline is for comparison and is committed, so the figures that only charts need are left out.
        RunJson.Write(run with { Cases = [.. run.Cases.Select(item => item with { MemoryTimeline = null, DeviceSamples = null })] }, path);
        Console.WriteLine($"Baseline: {path}");
        if (run.Environment.CommitDirty == true)
            Console.Error.WriteLine("The sources of this run differed from their commit; a baseline is better made from a clean checkout.");
    }
}
