using System.CommandLine;
using CommandLines;
using Spectre.Console;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands.Export;

/// <summary><c>yolo5 export</c></summary>
internal sealed class ExportCommand : Command
{
    private const string Examples = """
        Writes a trained network for use: float16 weights without the state of training.

          yolo5 export --weights runs/train/exp/weights/best.pt                        best.safetensors beside it
          yolo5 export --weights best.pt --include safetensors pt --output detector    detector.safetensors and detector.pt
        """;

    private const string Safetensors = "safetensors", Pt = "pt";

    // Formats of the reference, and why they cannot be written here.
    private static readonly Dictionary<string, string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["torchscript"] = "TorchScript is compiled from Python source, which this program does not have",
        ["onnx"] = "ONNX is written by tracing a network in Python",
        ["openvino"] = "OpenVINO's converter is a Python program and starts from ONNX",
        ["engine"] = "TensorRT builds its engines from ONNX, on the GPU that runs them",
        ["coreml"] = "CoreML's converter is a Python program for macOS",
        ["saved_model"] = "TensorFlow is not part of this program",
        ["pb"] = "TensorFlow is not part of this program",
        ["tflite"] = "TensorFlow is not part of this program",
        ["edgetpu"] = "TensorFlow is not part of this program",
        ["tfjs"] = "TensorFlow is not part of this program",
        ["paddle"] = "PaddlePaddle is not part of this program",
    };

    private readonly Option<string> _weights = new("--weights") { Description = "The .pt file.", Required = true };
    private readonly Option<string?> _cfg = CommonOptions.Cfg();
    private readonly Option<string[]> _include = new("--include") { Description = $"Formats: {Safetensors}, {Pt}.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [Safetensors] };
    private readonly Option<string?> _output = new("--output") { Description = "Path of the files without extension; by default that of the weights, with '-export' for a .pt." };

    public ExportCommand()
        : base("export", Examples)
    {
        foreach (Option option in new Option[] { _weights, _cfg, _include, _output })
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string weights = parsed.GetValue(_weights)!;
        string[] formats = [.. parsed.GetValue(_include)!.SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries)).Select(each => each.ToLowerInvariant()).Distinct()];
        foreach (string format in formats)
            Check(format);
        string bare = Path.ChangeExtension(weights, null);
        string PathOf(string format) => (parsed.GetValue(_output) ?? (format == Pt ? $"{bare}-export" : bare)) + $".{format}";
        foreach (string format in formats)
            OutputPlaces.File("--output", PathOf(format));

        Checkpoint checkpoint = Checkpoint.Read(weights);
        using DetectionModel model = ModelWeights.Restore(checkpoint, parsed.GetValue(_cfg));
        foreach (string format in formats)
        {
            string path = PathOf(format);
            if (format == Pt)
                CheckpointExport.WritePt(path, checkpoint, model);
            else
                CheckpointExport.WriteSafetensors(path, checkpoint, model);
            AnsiConsole.MarkupLineInterpolated($"[bold]{path}[/]: {new FileInfo(path).Length / 1e6:F1} MB, {model.ParameterCount()} parameters");
        }

        return 0;
    }

    private static void Check(string format)
    {
        if (format is Safetensors or Pt)
            return;
        throw new InvalidInputException(Others.TryGetValue(format, out string? reason)
            ? $"--include {format}: cannot be written here: {reason}. {Safetensors} and {Pt} can; the .pt file's weights load into Python's network, whose export.py writes the rest."
            : $"--include {format}: {Safetensors} or {Pt} is expected.{NearNames.Question(format, [Safetensors, Pt])}");
    }
}
