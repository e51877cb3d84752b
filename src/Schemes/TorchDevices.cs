using LibTorch.Loading;
using LibTorch.Unstable;
using TorchSharp;

namespace Schemes;

/// <summary>The devices that libtorch can use here, and libtorch itself.</summary>
public static class TorchDevices
{
    /// <summary>Reason why TorchSharp's libraries cannot be loaded; null if there is none. TorchSharp's own error does not contain it.</summary>
    public static string? LoadFailure => Engine.Failure?.Message;

    /// <summary>Loads libtorch and checks it; to be called before anything is computed whose results are to be compared.</summary>
    /// <exception cref="EngineException">A library is missing, cannot be loaded, or lacks something; the message names it.</exception>
    public static void Start() => Engine.Start();

    /// <summary>Version of the loaded libtorch, such as <c>2.10.0</c>.</summary>
    public static string LibTorchVersion => Engine.Version;

    /// <summary>Number of CUDA devices that answer.</summary>
    public static int CudaCount => torch.cuda.is_available() ? torch.cuda.device_count() : 0;

    /// <summary>Name of the device that is taken if none is named: the first CUDA device, or the CPU without one.</summary>
    public static string Default => CudaCount > 0 ? "cuda:0" : "cpu";

    /// <summary>Place of a CUDA device on the bus (<c>0000:3B:00.0</c>), by which its driver knows it; null for other devices.</summary>
    public static string? BusId(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        int index = Math.Max(0, device.index);
        return device.type == DeviceType.CUDA && index < CudaCount ? CudaRuntime.BusId(index) : null;
    }

    /// <summary>Name that its maker gave a device; for a processor on which oneDNN's convolutions are wrong, with the remark that they are not used.</summary>
    public static string Name(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return device.type == DeviceType.CUDA ? CudaRuntime.Name(Math.Max(0, device.index)) : ProcessorName();
    }

    private static string ProcessorName()
    {
        string name = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown processor";
        return OneDnn.Refused ? $"{name}, without oneDNN" : name;
    }
}
