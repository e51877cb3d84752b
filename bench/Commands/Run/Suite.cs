using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using CommandLines;
using Reports;
using Reports.History;
using Reports.Json;
using Reports.Model;
using Spectre.Console;
using Yolov5;
using Yolov5.Models;
using Yolov5.Training;
using Yolov5.Weights;

namespace Benchmarks.Commands.Run;

/// <summary>A run of the suite: options, data, warm start, then BenchmarkDotNet.</summary>
internal static class Suite
{
    /// <summary>Runs it; returns the exit code.</summary>
    public static int Run(string[] arguments)
    {
        DateTimeOffset started = DateTimeOffset.UtcNow;
        string runId = started.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        SuiteCommandLine commandLine = new();
        if (arguments.Any(ProgramCommandLine.IsHelp))
        {
            commandLine.PrintHelp();
            BenchmarkSwitcher.FromAssembly(typeof(Suite).Assembly).Run(["--help"]);
            return 0;
        }

        if (arguments.Contains("--version"))
        {
            commandLine.PrintVersion();
            return 0;
        }

        (SuiteOptions options, string[] rest, bool inProcess) = commandLine.Parse(arguments, runId, Places.Artifacts);
        options = options with { AllParameters = rest.Any(argument => argument.Contains(": ", StringComparison.Ordinal)) };
        options.ToEnvironment();
        BenchmarkSelection.Check(Benchmarks(options, rest), rest);

        string? dataHash = null;
        bool measures = !rest.Contains("--list") && !rest.Contains("--info");
        if (measures)
            (options, dataHash) = Prepare(options.Data.Length > 0 ? options : options with { Data = DrawnDatasets.Images() }, MeasuresAccuracy(options, rest));
        options.ToEnvironment();

        RunDescription run = new(runId, started, CommandLineText.Of(arguments), dataHash, options.Weights is null ? null : FileHash.Of(options.Weights));
        CaseRecords records = new(options.WarmupCount);
        Type[] benchmarks = Benchmarks(options, rest);
        if (options.WithBaseline)
            rest = BaselineFilter.Complete(rest, benchmarks);
        using BusyMachine? busy = measures ? BusyMachine.Watch(options.Device, options.Threads, Console.Error) : null;
        SuiteConfig config = new(options, inProcess, run, records);

        // One table, so that schemes from files and of several ranks stand beside the built-in ones.
        if (benchmarks.Count(typeof(SchemeBenchmarks).IsAssignableFrom) > 1)
            config.WithOptions(ConfigOptions.JoinSummary);
        Summary[] summaries = [.. BenchmarkSwitcher.FromTypes(benchmarks).Run(rest, config)];
        if (!measures)
            return 0;
        if (summaries.Length == 0 || summaries.All(summary => summary.BenchmarksCases.Length == 0))
            throw new InvalidInputException("No benchmark was run; './bench.sh --list flat' names them, '--filter' takes patterns such as '*Amp*'.");
        string file = Path.Combine(options.ArtifactsPath, RunArgument.FileName);
        if (File.Exists(file))
            Report(file, options);
        return summaries.Any(summary => summary.HasCriticalValidationErrors || Failed(summary, records)) ? 1 : 0;
    }

    // A class without a value for a parameter has no case, which BenchmarkDotNet calls an error.
    private static Type[] Benchmarks(SuiteOptions options, string[] arguments) => [.. typeof(Suite).Assembly.GetExportedTypes()
        .Where(type => !type.IsAbstract && type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute), inherit: true)))
        .Where(type => type != typeof(CustomSchemeBenchmarks) || options.CustomSchemes.Count > 0)
        .Where(type => type.GetCustomAttribute<MeasuredByNameAttribute>() is not { } mark || mark.IsNamed(arguments))
        .OrderBy(type => type == typeof(CustomSchemeBenchmarks))];

    private static bool MeasuresAccuracy(SuiteOptions options, string[] arguments) => options.AccuracyEpochs > 0
        && BenchmarkSelection.Selects(
            Benchmarks(options, arguments).Where(type => type.IsAssignableTo(typeof(SchemeBenchmarks)) && !type.IsDefined(typeof(MeasuredByNameAttribute))), arguments);

    // The measurements are on disk by now: nothing is lost if the run-off is interrupted.
    private static void Report(string file, SuiteOptions options)
    {
        BenchmarkRun measured = RunJson.Read(file);
        if (options.WithRunOff && new RunOffMeasurement(options).Run(measured) is { } runOff)
            measured = measured with { RunOff = runOff };
        RunFiles.Write(measured, options.ArtifactsPath, out IReadOnlyList<string> notices);
        foreach (string notice in notices)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{notice}[/]");
        Recommendation recommendation = Recommendation.For(measured);
        AnsiConsole.MarkupLineInterpolated($"[bold]{recommendation.Headline}[/]");
        foreach (string reason in recommendation.Reasons)
            AnsiConsole.MarkupLineInterpolated($"  {reason}");
        AnsiConsole.MarkupLineInterpolated($"Review: [bold]{Path.Combine(options.ArtifactsPath, "report.html")}[/]");
        if (!options.AppendHistory)
            return;
        string history = HistoryFile.PathFor(measured, Path.GetFullPath(Path.Combine(options.ArtifactsPath, "..", "history")));
        HistoryFile.Append(measured, history);
        AnsiConsole.MarkupLineInterpolated($"History: {history}");
    }

    // Running out of memory is a finding, any other end is a failure.
    private static bool Failed(Summary summary, CaseRecords records) => summary.BenchmarksCases.Any(benchmark =>
        summary[benchmark] is not { Success: true } && records[benchmark]?.Status != CaseStatus.OutOfMemory);

    private static (SuiteOptions Options, string DataHash) Prepare(SuiteOptions options, bool measuresAccuracy)
    {
        TrainingData data = TrainingData.Load(options.Data);
        foreach (string line in DataSummary.Of(data))
            AnsiConsole.MarkupLineInterpolated($"[grey]{line}[/]");
        string hash = DatasetHash.Of(data);

        // A head that starts afresh detects nothing after one epoch, whatever the scheme.
        bool needsWarmStart = true;
        if (options.Weights is { } weights)
        {
            using DetectionModel model = new(ModelDescription.Load(options.Model) with { ClassCount = data.Description.ClassCount });
            WeightTransfer transfer = ModelWeights.Load(model, Checkpoint.Read(weights).StateDict);
            AnsiConsole.MarkupLineInterpolated($"[grey]weights: {transfer} entries from {weights}{(transfer.IsComplete ? "" : "; the rest starts afresh")}[/]");
            needsWarmStart = !transfer.IsComplete;
        }

        if (needsWarmStart && measuresAccuracy)
        {
            options = options with { Weights = WarmStart.Ensure(options, data, hash, Places.WarmStarts) };
        }

        return (options, hash);
    }
}
