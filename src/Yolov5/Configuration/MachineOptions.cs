using System.Globalization;
using Schemes;
using Schemes.Memory;

namespace Yolov5.Configuration;

/// <summary>Reads the machine's part of a command line: the device to compute on and the memory to take.</summary>
public static class MachineOptions
{
    /// <summary>libtorch's name of a device, checked against this machine.</summary>
    /// <param name="given"><c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>1</c> in any case; null, empty or <c>none</c> takes CUDA if available.</param>
    /// <exception cref="InvalidInputException">The text does not name a device, or names one that does not exist.</exception>
    public static string Device(string? given)
    {
        if (string.IsNullOrWhiteSpace(given) || given.Trim().Equals("none", StringComparison.OrdinalIgnoreCase))
            return TorchDevices.Default;
        if (CudaIndex(given) is not { } index)
            return "cpu";
        return index < TorchDevices.CudaCount
            ? string.Create(CultureInfo.InvariantCulture, $"cuda:{index}")
            : throw new InvalidInputException($"--device {given}: this machine has {TorchDevices.CudaCount} CUDA devices that libtorch can use.");
    }

    /// <summary>The number of the CUDA device that a text names, whether there is one or not; null for <c>cpu</c>.</summary>
    /// <exception cref="InvalidInputException">The text does not name a device.</exception>
    public static int? CudaIndex(string given)
    {
        ArgumentNullException.ThrowIfNull(given);
        string name = given.Trim().ToLowerInvariant();
        if (name == "cpu")
            return null;
        string index = name.StartsWith("cuda:", StringComparison.Ordinal) ? name["cuda:".Length..] : name == "cuda" ? "0" : name;
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidInputException($"--device {given}: {(name.Contains(',', StringComparison.Ordinal) ? "one device is expected; 'yolo5 launch --nproc-per-node 2 train ...' trains on several" : "cpu, cuda:0 or a number is expected")}.");
    }

    /// <summary>An amount of memory in bytes (<c>4GiB</c>, <c>512MiB</c>); 0 if none is given.</summary>
    /// <exception cref="InvalidInputException">The text is not an amount of memory.</exception>
    public static long MemoryBudget(string? given)
    {
        try
        {
            return given is null ? 0 : ByteSize.Parse(given);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException($"--memory-budget: {exception.Message}", exception);
        }
    }
}
