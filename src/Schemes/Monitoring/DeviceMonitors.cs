using Interop;
using TorchSharp;

namespace Schemes.Monitoring;

/// <summary>Opens the monitor that fits a device.</summary>
public static class DeviceMonitors
{
    /// <summary>
    /// NVML for CUDA devices, /proc and /sys for the CPU. A CUDA device whose driver offers no NVML is watched as its
    /// host is.
    /// </summary>
    /// <remarks>
    /// libtorch and NVML count GPUs differently (<c>CUDA_VISIBLE_DEVICES</c>, order of speed or of the bus), so the
    /// device is found by its place on the bus; by its number where libtorch does not know the device.
    /// </remarks>
    public static IDeviceMonitor Open(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (device.type != DeviceType.CUDA)
            return new HostMonitor();
        int index = Math.Max(0, device.index);
        NvmlMonitor? monitor = index < Devices.CudaCount ? NvmlMonitor.TryOpen(Devices.CudaBusId(index)) : NvmlMonitor.TryOpen(index);
        return monitor is null ? new HostMonitor() : monitor;
    }

    /// <summary>How many GPUs NVML knows; 0 where it is not there.</summary>
    public static int GpuCount => NvmlMonitor.Count();
}
