using System.CommandLine;
using System.Globalization;
using CommandLines;
using Reports.Csv;
using Reports.Json;
using Reports.Model;
using Reports.Text;
using Yolov5;
using Yolov5.Configuration;
using Yolov5.Sizing;

namespace Benchmarks.Commands.Sweep;

/// <summary><c>sweep</c>: finds the batch size that fits, by trying.</summary>
internal sealed class SweepCommand : Command
{
    private readonly Option<string> _model = WorkloadOptions.Models();
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<string> _scheme = WorkloadOptions.Schemes();
    private readonly Option<double> _fraction = new("--fraction") { Description = "Share of the memory that tensors may take.", DefaultValueFactory = _ => AutoBatch.DefaultFraction };
    private readonly Option<string?> _memoryBudget = WorkloadOptions.MemoryBudget();
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<string?> _batch = new("--batch", "--batch-size") { Description = "Try these batch sizes and no others, separated by commas (inference: 4,8,16,32)." };
    private readonly Option<string> _mode = new("--mode") { Description = "training or inference.", DefaultValueFactory = _ => "training" };
    private readonly Option<int> _classes = WorkloadOptions.Classes();
    private readonly Option<int> _labels = new("--labels") { Description = "Labels of every image: the most that the data can contain.", DefaultValueFactory = _ => ProbeRequest.CrowdedImage };
    private readonly Option<int> _threads = WorkloadOptions.Threads();
    private readonly Option<string?> _json = new("--json") { Description = "Write the result to this file." };
    private readonly Option<string?> _csv = new("--csv") { Description = "Write the probes to this file." };

    public SweepCommand()
        : base("sweep", "Finds the largest batch that fits, by real steps in fresh processes.\n\n  ./bench.sh sweep --model s --imgsz 640 --scheme mixed_precision --fraction 0.8")
    {
        foreach (Option option in new Option[] { _model, _imageSize, _scheme, _fraction, _memoryBudget, _device, _batch, _mode, _classes, _labels, _threads, _json, _csv })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        SweepOptions options = OptionsOf(parsed);
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json)), csv = OutputPlaces.OptionalFile("--csv", parsed.GetValue(_csv));
        IStepProbe probe = ProcessProbe.OfThisProgram() ?? throw new InvalidOperationException("This program cannot be started again as a probe.");
        using Interruption interruption = new();
        SweepRun run = new(options, probe, Console.Error);
        try
        {
            run.Run(interruption.Token);
        }
        finally
        {
            // Also after Ctrl-C: the finished part is kept.
            if (run.Result(CommandLineText.OfThisProcess()) is { } result)
                Show(result, json, csv);
        }

        return 0;
    }

    private static void Show(SweepResult result, string? json, string? csv)
    {
        Console.Write(SweepReport.ToText(result));
        if (json is not null)
            SweepJson.Write(result, json);
        if (csv is not null)
            SweepCsv.Write(result, csv);
    }

    private SweepOptions OptionsOf(ParseResult parsed)
    {
        ProbeMode mode = parsed.GetValue(_mode) switch
        {
            "training" => ProbeMode.Training,
            "inference" => ProbeMode.Inference,
            var other => throw new InvalidInputException($"--mode {other}: training or inference is expected."),
        };
        string? batch = parsed.GetValue(_batch) ?? (mode == ProbeMode.Inference ? "4,8,16,32" : null);
        string[] models = [.. parsed.GetValue(_model)!.Split(',', StringSplitOptions.TrimEntries).Select(OptionValues.ModelName).Distinct()];
        return new SweepOptions(
            models,
            OptionValues.Side(parsed.GetValue(_imageSize)),
            OptionValues.Schemes("--scheme", parsed.GetValue(_scheme)!),
            MachineOptions.Device(parsed.GetValue(_device)),
            new SizingOptions
            {
                Fraction = parsed.GetValue(_fraction) is > 0 and <= 1 and var fraction
                    ? fraction
                    : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--fraction {parsed.GetValue(_fraction)}: above 0 and at most 1 is expected.")),
                Mode = mode,
                ClassCount = parsed.GetValue(_classes),
                LabelsPerImage = parsed.GetValue(_labels),
                MemoryBudget = MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)),
                Threads = parsed.GetValue(_threads),
                Only = batch is null ? [] : OptionValues.Numbers("--batch", batch, 1, 65536, int.Parse),
            }.Validated());
    }
}
