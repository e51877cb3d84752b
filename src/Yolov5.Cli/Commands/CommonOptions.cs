using System.CommandLine;
using TorchSharp;

namespace Yolov5.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda:0 or 0; empty takes CUDA where there is one.",
        DefaultValueFactory = _ => "",
    };

    public static Option<int> ImageSize() => new("--imgsz", "--img", "--img-size")
    {
        Description = "Long side of the images in pixels, a multiple of 32.",
        DefaultValueFactory = _ => 640,
    };

    public static Option<int> Workers() => new("--workers")
    {
        Description = "Threads that load images.",
        DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, 8),
    };

    public static Option<string?> Json() => new("--json") { Description = "Also write the figures to this file." };

    public static Option<string?> MemoryBudget() => new("--memory-budget") { Description = "The most memory that CPU tensors may take: 4GiB, 512MiB." };

    /// <summary>All cores: libtorch itself takes one on some builds.</summary>
    public static void UseAllCores() => torch.set_num_threads(Environment.ProcessorCount);
}
