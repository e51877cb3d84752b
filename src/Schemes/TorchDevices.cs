using LibTorch.Loading;
using LibTorch.Unstable;
using TorchSharp;

namespace Schemes;

/// <summary>The devices that libtorch can use here, and libtorch itself.</summary>
public static class TorchDevices
{
    /// <summary>Reason why TorchSharp's libraries cannot be loaded; null if there is none. TorchSharp's own error does not contain it.</summary>
    public static string? LoadFailure => Engine.Failure?.Message;

    /// <summary>Loads libtorch and checks it. To be called before the first convolution, because the check decides how they are computed.</summary>
    /// <exception cref="EngineException">A library is missing, cannot be loaded, or lacks something; the message names it.</exception>
    public static void Start() => Engine.Start();

    /// <summary>Version of the loaded libtorch, such as <c>2.10.0</c>.</summary>
    public static string LibTorchVersion => Engine.Version;

    /// <summary>Number of CUDA devices that answer.</summary>
    public static int CudaCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    /// <summary>False if oneDNN computes wrong convolutions on this processor and libtorch's own, which are slower, are used on CPUs.</summary>
    public static bool UsesOneDnn => OneDnn.IsUsed;

    /// <summary>Name of the device that is taken if none is named: the first CUDA device, or the CPU without one.</summary>
    public static string Default => CudaCount > 0 ? "cuda:0" : "cpu";

    /// <summary>Place of a CUDA device on the bus (<c>0000:3B:00.0</c>), by which its driver knows it; null for other devices.</summary>
    public static string? BusId(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        int index = Math.Max(0, device.index);
        return device.type == DeviceType.CUDA && index < CudaCount ? CudaRuntime.BusId(index) : null;
    }

    /// <summary>Name that its maker gave a device. A processor's name ends with "without oneDNN" if <see cref="UsesOneDnn"/> is false.</summary>
    public static string Name(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA ? CudaRuntime.Name(Math.Max(0, device.index)) : ProcessorName();
    }

    private static string ProcessorName()
    {
        string name = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
        return UsesOneDnn ? name : $"{name}, without oneDNN";
    }
}
