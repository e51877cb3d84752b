using System.CommandLine;
using System.Globalization;
using Interop;
using Schemes.Memory;

namespace Yolov5.Cli.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<string> Device() => new("--device")
    {
        Description = "cpu, cuda:0 or 0 (CUDA where there is one).",
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

    /// <summary>An amount of memory; 0 where none is given.</summary>
    public static long Bytes(string? given)
    {
        try
        {
            return given is null ? 0 : ByteSize.Parse(given);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException($"--memory-budget: {exception.Message}");
        }
    }

    /// <summary>libtorch's name of a device, checked against this machine.</summary>
    public static string ResolveDevice(string given)
    {
        if (given.Length == 0)
            return Devices.CudaCount > 0 ? "cuda:0" : "cpu";
        if (given == "cpu")
            return given;
        string index = given.StartsWith("cuda:", StringComparison.Ordinal) ? given["cuda:".Length..] : given == "cuda" ? "0" : given;
        if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new InvalidInputException($"--device {given}: cpu, cuda:0 or a number is expected.");
        if (number >= Devices.CudaCount)
            throw new InvalidInputException($"--device {given}: libtorch {Library.TorchVersion} sees {Devices.CudaCount} CUDA devices here.");
        return $"cuda:{number}";
    }

    /// <summary>All cores: libtorch itself takes one on some builds.</summary>
    public static void UseAllCores() => Library.Threads = Environment.ProcessorCount;
}
