using System.Runtime.InteropServices;

namespace Monitoring;

/// <summary>
/// The part of NVIDIA's management library that a monitor needs: nvml.h, function by function. The library comes with
/// the driver.
/// </summary>
internal static unsafe partial class Nvml
{
    /// <summary>NVML_SUCCESS.</summary>
    public const int Success = 0;

    /// <summary>NVML_TEMPERATURE_GPU: the sensor of the chip.</summary>
    public const int TemperatureGpu = 0;

    /// <summary>NVML_DEVICE_NAME_V2_BUFFER_SIZE.</summary>
    public const int NameCapacity = 96;

    private const string Library = "libnvidia-ml.so.1";

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    internal static partial int Init();

    [LibraryImport(Library, EntryPoint = "nvmlShutdown")]
    internal static partial int Shutdown();

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetCount_v2")]
    internal static partial int GetCount(out uint count);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByIndex_v2")]
    internal static partial int GetHandleByIndex(uint index, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByPciBusId_v2", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetHandleByPciBusId(string busId, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetName")]
    internal static partial int GetName(nint device, byte* name, uint length);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUtilizationRates")]
    internal static partial int GetUtilizationRates(nint device, out Utilization utilization);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    internal static partial int GetMemoryInfo(nint device, out Memory memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetTemperature")]
    internal static partial int GetTemperature(nint device, int sensor, out uint celsius);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerUsage")]
    internal static partial int GetPowerUsage(nint device, out uint milliwatts);

    /// <summary>nvmlUtilization_t: two unsigned int, in percent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Utilization
    {
        /// <summary>Time in which a kernel ran.</summary>
        public uint Gpu;

        /// <summary>Time in which the device's memory was read or written.</summary>
        public uint Memory;
    }

    /// <summary>nvmlMemory_t: three unsigned long long, in bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Memory
    {
        /// <summary>Installed.</summary>
        public ulong Total;

        /// <summary>Bytes that are not allocated.</summary>
        public ulong Free;

        /// <summary>Allocated, with what the driver keeps for itself.</summary>
        public ulong Used;
    }
}
