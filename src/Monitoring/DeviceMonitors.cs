namespace Monitoring;

/// <summary>Opens the monitor that fits a device: NVML for GPUs, /proc and /sys for the machine itself.</summary>
public static class DeviceMonitors
{
    /// <summary>
    /// Opens the monitor of a GPU, or of the machine if none is named. A GPU whose driver offers no NVML is watched as
    /// its machine is.
    /// </summary>
    /// <param name="busId">
    /// The GPU's place on the bus (<c>0000:3B:00.0</c>), by which it is found whatever <c>CUDA_VISIBLE_DEVICES</c> hides and
    /// reorders; null for the machine.
    /// </param>
    public static IDeviceMonitor Open(string? busId) => (busId is null ? null : NvmlMonitor.TryOpen(busId)) ?? (IDeviceMonitor)new HostMonitor();

    /// <summary>Opens the monitor of a GPU by its number in NVML's order, or of the machine if there is no such GPU.</summary>
    public static IDeviceMonitor OpenGpu(int index) => NvmlMonitor.TryOpen(index) ?? (IDeviceMonitor)new HostMonitor();

    /// <summary>Number of GPUs that NVML knows; 0 if it is not there.</summary>
    public static int GpuCount => NvmlMonitor.Count();
}
