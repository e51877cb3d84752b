using System.CommandLine;
using Benchmarks.Measurement;
using Benchmarks.Ranks;
using CommandLines;
using Reports.Csv;
using Reports.Json;
using Reports.Model;
using Reports.Text;
using Schemes;
using Yolov5;
using Yolov5.Configuration;

namespace Benchmarks.Commands.Scaling;

/// <summary><c>scaling</c>: training steps over several numbers of ranks.</summary>
internal sealed class ScalingCommand : Command
{
    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<int> _batch = new("--batch", "--batch-size") { Description = "Images a step for each rank.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _ranks = new("--ranks") { Description = "Numbers of ranks, separated by commas (CPU: 1, 2, 4, 8 up to the number of cores; CUDA: up to that of devices)." };
    private readonly Option<string> _scheme = new("--scheme") { Description = $"Schemes over ranks, separated by commas: {string.Join(", ", RankSchemes.All.Select(scheme => scheme.Id))}; also a scheme's id or its JSON file.", DefaultValueFactory = _ => string.Join(',', RankSchemes.All.Select(scheme => scheme.Id)) };
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<int> _threads = new("--threads") { Description = "libtorch's threads on the CPU, of all ranks together.", DefaultValueFactory = _ => Environment.ProcessorCount };
    private readonly Option<int> _warmup = new("--warmup") { Description = "Steps before the measured ones.", DefaultValueFactory = _ => 2 };
    private readonly Option<int> _steps = new("--steps") { Description = "Measured steps.", DefaultValueFactory = _ => 5 };
    private readonly Option<string?> _memoryBudget = WorkloadOptions.MemoryBudget();
    private readonly Option<string?> _json = new("--json") { Description = "Write the result to this file." };
    private readonly Option<string?> _csv = new("--csv") { Description = "Write the rows to this file." };
    private readonly Option<string?> _markdown = new("--md") { Description = "Write the tables to this file, as Markdown." };

    public ScalingCommand()
        : base("scaling", "Measures training steps over several numbers of ranks: throughput, efficiency, memory of a rank beside the formula, and the cost of the exchange.\n\n  ./bench.sh scaling --model s --imgsz 640 --batch 2 --ranks 1,2,4 --json scaling.json")
    {
        foreach (Option option in new Option[] { _model, _imageSize, _batch, _ranks, _scheme, _device, _threads, _warmup, _steps, _memoryBudget, _json, _csv, _markdown })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json)), csv = OutputPlaces.OptionalFile("--csv", parsed.GetValue(_csv));
        string? markdown = OutputPlaces.OptionalFile("--md", parsed.GetValue(_markdown));
        SuiteOptions options = new()
        {
            Model = OptionValues.ModelName(parsed.GetValue(_model)!),
            ImageSize = OptionValues.Side(parsed.GetValue(_imageSize)),
            BatchSizes = [OptionValues.Positive("--batch", parsed.GetValue(_batch))],
            Device = MachineOptions.Device(parsed.GetValue(_device)),
            Data = "",
            Threads = OptionValues.Positive("--threads", parsed.GetValue(_threads)),
            MemoryBudget = MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)),
            WarmupCount = OptionValues.Positive("--warmup", parsed.GetValue(_warmup)),
            IterationCount = OptionValues.Positive("--steps", parsed.GetValue(_steps)),
            ArtifactsPath = "",
        };
        int most = options.Device == "cpu" ? Environment.ProcessorCount : TorchDevices.CudaCount;
        int[] ranks = parsed.GetValue(_ranks) is { } given ? OptionValues.Numbers("--ranks", given, 1, 64, int.Parse) : [.. new[] { 1, 2, 4, 8 }.Where(count => count <= most)];
        using BusyMachine? busy = BusyMachine.Watch(options.Device, options.Threads, Console.Error);
        using Interruption interruption = new();
        ScalingRun run = new(options, ranks, SchemesOf(parsed.GetValue(_scheme)!), Console.Error);
        try
        {
            run.Run(interruption.Token);
        }
        finally
        {
            // Also after Ctrl-C: the finished part is kept.
            if (run.Result(CommandLineText.OfThisProcess()) is { } result)
                Show(result, json, csv, markdown);
        }

        return run.Failed ? 1 : 0;
    }

    private static Scheme[] SchemesOf(string given) => OptionValues.WithDistinctIds(
        "--scheme",
        given,
        [.. given.Split(',', StringSplitOptions.TrimEntries).Select(each => RankSchemes.All.FirstOrDefault(scheme => scheme.Id == each) ?? OptionValues.Scheme("--scheme", each)).Distinct()]);

    private static void Show(ScalingResult result, string? json, string? csv, string? markdown)
    {
        Console.Write(ScalingReport.ToText(result));
        if (json is not null)
            ScalingJson.Write(result, json);
        if (csv is not null)
            ScalingCsv.Write(result, csv);
        if (markdown is not null)
            AtomicFile.WriteText(markdown, ScalingReport.ToMarkdown(result));
    }
}
