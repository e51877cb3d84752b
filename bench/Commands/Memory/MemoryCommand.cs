using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Benchmarks.Measurement;
using CommandLines;
using Reports.Model;
using Schemes.Memory;
using Spectre.Console;
using TorchSharp;
using Yolov5;
using Yolov5.Training;

namespace Benchmarks.Commands.Memory;

/// <summary><c>memory</c>: the peak of a training step, and the memory that each module keeps for the backward pass.</summary>
internal sealed class MemoryCommand : Command
{
    private const double MiB = 1 << 20;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private readonly StepOptions _options = new();
    private readonly Option<int> _warmup = new("--warmup") { Description = "Steps before the recorded one.", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _json = new("--json") { Description = "Also write the figures, the curve included, to this file." };

    public MemoryCommand()
        : base("memory", "Records the memory of one training step: the curve, its peak, and what each module keeps for the backward pass.\n\n  ./bench.sh memory --model s --imgsz 640 --batch 8 --scheme mixed_optimization --json memory.json")
    {
        foreach (Option option in (Option[])[.. _options.All, _warmup, _json])
            Add(option);
        SetAction(parsed =>
        {
            OutputPlaces.OptionalFile("--json", parsed.GetValue(_json));
            return _options.Run(parsed, (session, batch) => Record(parsed, session, batch));
        });
    }

    private int Record(ParseResult parsed, TrainingSession session, DrawnBatch batch)
    {
        for (int step = 0; step < parsed.GetValue(_warmup); step++)
        {
            using torch.Tensor items = session.Step.Run(batch.Images, batch.Targets);
        }

        StepMemory memory = StepMemory.Record(session.Step, session.Model, batch.Images, batch.Targets);
        Print(session.Config, memory);
        if (parsed.GetValue(_json) is { } path)
            AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, MemoryTimelines.Of(memory), Json));
        return 0;
    }

    private static void Print(TrainingConfig config, StepMemory memory)
    {
        MemorySample peak = memory.Recording.Peak;
        Line($"{config.Scheme.Id}, yolov5{config.Model}, {config.ImageSize}, batch {config.BatchSize}: peak {peak.AllocatedBytes / MiB:F1} MiB in {peak.Mark.Phase}, {memory.PeakLayer ?? "no module"}; {memory.Recording.InitialBytes / MiB:F1} MiB before the step");
        Table phases = new Table().Border(TableBorder.Simple).AddColumns("Phase", "Peak [[MiB]]", "At the end [[MiB]]", "Module at the peak");
        foreach (IGrouping<string, MemorySample> phase in memory.Recording.Samples.Where(sample => sample.Mark.Phase.Length > 0).GroupBy(sample => sample.Mark.Phase))
        {
            MemorySample highest = phase.MaxBy(sample => sample.AllocatedBytes);
            phases.AddRow(phase.Key, Amount(highest.AllocatedBytes), Amount(phase.Last().AllocatedBytes), StepMemory.NameOf(highest.Mark) ?? "");
        }

        AnsiConsole.Write(phases);
        Table layers = new Table().Border(TableBorder.Simple).AddColumns("Module", "Kind", "Kept for backward [[MiB]]");
        foreach (LayerMemory layer in memory.Layers)
            layers.AddRow($"model.{layer.Index}", layer.Kind.ToString(), Amount(layer.KeptBytes));
        layers.AddRow("", "images", Amount(memory.InputBytes));
        layers.AddRow("", "sum", Amount(memory.InputBytes + memory.Layers.Sum(layer => layer.KeptBytes)));
        AnsiConsole.Write(layers);
    }

    private static string Amount(long bytes) => (bytes / MiB).ToString("F1", CultureInfo.InvariantCulture);

    private static void Line(FormattableString text) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, text);
}
