using Interop;
using TorchSharp;

namespace Schemes;

/// <summary>The devices of this machine as libtorch counts them.</summary>
public static class TorchDevices
{
    /// <summary>Number of CUDA devices that libtorch can use.</summary>
    public static int CudaCount => Devices.CudaCount;

    /// <summary>A CUDA device's place on the bus (<c>0000:3B:00.0</c>); null for the CPU and for a device that libtorch does not know.</summary>
    public static string? BusId(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        int index = Math.Max(0, device.index);
        return device.type == DeviceType.CUDA && index < CudaCount ? Devices.CudaBusId(index) : null;
    }
}
