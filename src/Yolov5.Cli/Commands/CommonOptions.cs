using System.CommandLine;
using CommandLines;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Training;

namespace Yolov5.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    /// <summary>File of weights that YOLOv5's programs take if none is named.</summary>
    public const string UsualWeights = "yolov5s.pt";

    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda:0 or 0; empty takes CUDA where there is one.",
        DefaultValueFactory = _ => "",
    };

    public static Option<int> ImageSize() => new("--imgsz", "--img", "--img-size")
    {
        Description = "Long side of the images in pixels, rounded up to a multiple of the network's stride.",
        DefaultValueFactory = _ => 640,
    };

    public static Option<int> Workers() => new("--workers")
    {
        Description = "Threads that load images.",
        DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, 8),
    };

    public static Option<string> Data() => new("--data")
    {
        Description = $"The dataset YAML, or a folder of RGB and event frames in FRED's layout; a name alone is also looked for in {string.Join(" and ", DatasetDescription.Folders)}.",
        DefaultValueFactory = _ => "coco128.yaml",
    };

    public static Option<string[]> Weights(string description) => new("--weights") { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [UsualWeights] };

    public static Option<string?> Cfg() => new("--cfg")
    {
        Description = "yolov5n to x, yolov5n6 to x6, a variant such as yolov5-p7, or a model YAML; by default the network that the weights describe.",
    };

    public static Option<string?> Json() => new("--json") { Description = "Also write the figures to this file." };

    public static Option<string?> MemoryBudget() => new("--memory-budget") { Description = "The most memory that CPU tensors may take: 4GiB, 512MiB." };

    public static Option<string> Project(string verb) => new("--project") { Description = "Folder of the results.", DefaultValueFactory = _ => Path.Combine("runs", verb) };

    public static Option<string> Name() => new("--name") { Description = "Name of the results below --project; exp, exp2, exp3 ... while it exists.", DefaultValueFactory = _ => "exp" };

    public static Option<bool> ExistOk() => new("--exist-ok") { Description = "Write into the folder of that name even if it exists." };

    public static Option<bool> Half() => new("--half") { Description = "Compute in half precision: float16 on CUDA, bfloat16 on a CPU." };

    /// <summary>An option of the reference that cannot be had here, with or without a value.</summary>
    public static Option<string?> Refused(string name, string reason) => new(name) { Description = $"Refused: {reason}.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Refuses options that cannot be had here. An empty value, or <c>false</c>, asks for nothing.</summary>
    /// <exception cref="InvalidInputException">One of them is given.</exception>
    public static void Refuse(ParseResult parsed, params IEnumerable<Option<string?>> options)
    {
        foreach (Option<string?> option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } && parsed.GetValue(option) is not ("" or "false"))
                throw new InvalidInputException($"{option.Name}: {option.Description!["Refused: ".Length..]}");
        }
    }

    /// <summary>A number that must not be below a bound.</summary>
    /// <exception cref="InvalidInputException">It is.</exception>
    public static int AtLeast(string option, int value, int least) => value >= least
        ? value
        : throw new InvalidInputException($"{option} {value}: at least {least} is expected.");

    /// <summary>The folder that a run writes to, which need not exist.</summary>
    public static string RunPath(string project, string name, bool existOk) => OutputPlaces.Folder("--project", RunFolder.Next(project, name, existOk));

    /// <summary>All cores: libtorch itself takes one on some builds.</summary>
    public static void UseAllCores() => UseCores(ranks: 1);

    /// <summary>The cores that fall to one of several ranks of this machine.</summary>
    public static void UseCores(int ranks) => torch.set_num_threads(Math.Max(1, Environment.ProcessorCount / ranks));
}
