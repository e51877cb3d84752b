using System.CommandLine;
using Benchmarks.Commands.InTurn;
using CommandLines;
using Reports.Comparison;
using Reports.Json;
using Reports.Model;
using Yolov5;
using Yolov5.Configuration;

namespace Benchmarks.Commands.Versus;

/// <summary><c>versus</c>: this version against another one, step by step in turn, and the verdict of the gate.</summary>
internal sealed class VersusCommand : Command
{
    private readonly Argument<string> _other = new("VERSION") { Description = "A commit, branch or tag, which is built first (once), or the root of a tree that has been built." };
    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<string> _batch = new("--batch", "--batch-size") { Description = "Images a step, separated by commas.", DefaultValueFactory = _ => "8" };
    private readonly Option<string> _scheme = WorkloadOptions.Schemes();
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<int> _threads = WorkloadOptions.Threads();
    private readonly Option<int> _iterations = new("--iterations") { Description = "Measured steps of each case and version.", DefaultValueFactory = _ => 15 };
    private readonly Option<int> _launches = new("--launches") { Description = "Fresh pairs of processes that they are spread over.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Steps of each process before the measured ones.", DefaultValueFactory = _ => 3 };
    private readonly ComparisonThresholds _thresholds = new();
    private readonly Option<string?> _out = new("--out", "-o") { Description = "Folder for baseline.json, current.json, comparison.json and comparison.md (a new one in artifacts/).", HelpName = "DIR" };
    private readonly Option<string?> _cache = new("--cache") { Description = "Folder in which commits are built and kept.", HelpName = "DIR" };

    public VersusCommand()
        : base("versus", """
            Measures this version against another one: both run on this machine at the same time, a step of one after a step of the other, so that what the machine does to the one it does to the other. The way to judge times on a machine that is shared.

            Ends with 0 where nothing got worse, 1 where something did, 2 where a case or the whole could not be compared.

            Examples:
              ./bench.sh versus main
              ./bench.sh versus v1.2 --model n --imgsz 320 --batch 4 --scheme all --iterations 30
              ./bench.sh versus ../other-tree --scheme mixed_precision
            """)
    {
        Add(_other);
        foreach (Option option in (Option[])[_model, _imageSize, _batch, _scheme, _device, _threads, _iterations, _launches, _warmup, .. _thresholds.All, _out, _cache])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ComparisonOptions thresholds = _thresholds.Read(parsed);
        InTurnOptions options = new()
        {
            Model = OptionValues.ModelName(parsed.GetValue(_model)!),
            ImageSize = OptionValues.Side(parsed.GetValue(_imageSize)),
            Schemes = OptionValues.Schemes("--scheme", parsed.GetValue(_scheme)!),
            BatchSizes = OptionValues.Numbers("--batch", parsed.GetValue(_batch)!, 1, 65536, int.Parse),
            Device = MachineOptions.Device(parsed.GetValue(_device)),
            Threads = OptionValues.Positive("--threads", parsed.GetValue(_threads)),
            Iterations = OptionValues.Positive("--iterations", parsed.GetValue(_iterations)),
            Launches = OptionValues.Positive("--launches", parsed.GetValue(_launches)),
            Warmup = OptionValues.Positive("--warmup", parsed.GetValue(_warmup)),
        };
        if (options.Launches > options.Iterations)
            throw new InvalidInputException($"--launches {options.Launches}: at most as many as --iterations ({options.Iterations}) are expected.");

        string? given = parsed.GetValue(_out);
        OutputPlaces.Folder("--out", given ?? Places.Artifacts);
        string cache = OutputPlaces.Folder("--cache", parsed.GetValue(_cache) ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "yolov5-benchmarks", "versions"));
        SourceVersion other = SourceVersions.Find(parsed.GetValue(_other)!, cache, Console.Error);
        InTurnRun run = new(options, other, SourceVersions.This(), CommandLineText.OfThisProcess(), Console.Error);
        using BusyMachine? busy = BusyMachine.Watch(options.Device, options.Threads, Console.Error);
        using Interruption interruption = new();
        (BenchmarkRun before, BenchmarkRun after) = run.Run(interruption.Token);
        return Show(before, after, thresholds, given is not null ? Path.GetFullPath(given) : Path.Combine(Places.Artifacts, after.RunId[..^"-current".Length] + "-versus"));
    }

    private static int Show(BenchmarkRun before, BenchmarkRun after, ComparisonOptions thresholds, string folder)
    {
        Directory.CreateDirectory(folder);
        RunJson.Write(before, Path.Combine(folder, "baseline.json"));
        RunJson.Write(after, Path.Combine(folder, "current.json"));
        RunComparison comparison = RunComparison.Compare(before, after, thresholds);
        ComparisonReport.WriteJson(comparison, Path.Combine(folder, "comparison.json"));
        ComparisonReport.WriteMarkdown(comparison, Path.Combine(folder, "comparison.md"));
        Console.Write(ComparisonReport.ToText(comparison));
        Console.WriteLine(folder);
        return comparison.ExitCode;
    }
}
