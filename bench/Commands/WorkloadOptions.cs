using System.CommandLine;
using Yolov5.Sizing;

namespace Benchmarks.Commands;

/// <summary>Options that several verbs have, with the same names, words and defaults.</summary>
internal static class WorkloadOptions
{
    /// <summary>Option of a verb that steps one network; <see cref="OptionValues.ModelName"/> reads it.</summary>
    public static Option<string> Model() => new("--model") { Description = "Network: n, s, m, l or x.", DefaultValueFactory = _ => "s" };

    /// <summary>Option of a verb that goes through several networks.</summary>
    public static Option<string> Models() => new("--model") { Description = "Networks, separated by commas: n, s, m, l, x.", DefaultValueFactory = _ => "s" };

    /// <summary><see cref="OptionValues.Side"/> reads it.</summary>
    public static Option<int> ImageSize() => new("--imgsz", "--img", "--img-size") { Description = "Side of the square images in pixels, a multiple of 32.", DefaultValueFactory = _ => 640 };

    /// <summary>Option of a verb that steps one scheme; <see cref="OptionValues.Scheme"/> reads it.</summary>
    public static Option<string> Scheme() => new("--scheme") { Description = "Scheme of the step: the id of a scheme (baseline, mixed_precision ...), or a scheme's JSON file.", DefaultValueFactory = _ => "baseline" };

    /// <summary>Option of a verb that goes through several schemes; <see cref="OptionValues.Schemes"/> reads it.</summary>
    public static Option<string> Schemes() => new("--scheme") { Description = "Schemes, separated by commas, or all: ids (baseline, mixed_precision ...), or schemes' JSON files.", DefaultValueFactory = _ => "baseline" };

    /// <summary><see cref="Yolov5.Configuration.MachineOptions.Device"/> reads it.</summary>
    public static Option<string?> Device() => new("--device") { Description = "cpu, or cuda:0 (CUDA where there is one)." };

    /// <summary>Classes of the network.</summary>
    public static Option<int> Classes() => new("--classes") { Description = "Classes of the network.", DefaultValueFactory = _ => ProbeRequest.CocoClasses };

    /// <summary>Threads of libtorch.</summary>
    public static Option<int> Threads() => new("--threads") { Description = "libtorch's threads on the CPU.", DefaultValueFactory = _ => Environment.ProcessorCount };

    /// <summary><see cref="Yolov5.Configuration.MachineOptions.MemoryBudget"/> reads it.</summary>
    public static Option<string?> MemoryBudget() => new("--memory-budget") { Description = "The most memory that CPU tensors may take: 4GiB, 512MiB." };
}
