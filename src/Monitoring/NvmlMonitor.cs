using System.Text;

namespace Monitoring;

/// <summary>An NVIDIA GPU, as the driver's management library reports it.</summary>
public sealed unsafe class NvmlMonitor : IDeviceMonitor
{
    private const double Percent = 100;
    private const double MilliwattsPerWatt = 1000;

    private readonly nint _device;
    private bool _closed;

    private NvmlMonitor(nint device)
    {
        _device = device;
        Name = NameOf(device);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Watches the GPU of a number, in NVML's order; null without a driver, or without such a GPU.</summary>
    public static NvmlMonitor? TryOpen(int index)
    {
        return index < 0 ? null : TryOpen(Find);

        int Find(out nint device) => Nvml.GetHandleByIndex((uint)index, out device);
    }

    /// <summary>Watches the GPU at a place on the bus (<c>0000:3B:00.0</c>); null without a driver, or without such a GPU.</summary>
    public static NvmlMonitor? TryOpen(string busId)
    {
        ArgumentNullException.ThrowIfNull(busId);
        return TryOpen(Find);

        int Find(out nint device) => Nvml.GetHandleByPciBusId(busId, out device);
    }

    /// <summary>Number of GPUs; 0 without a driver.</summary>
    internal static int Count()
    {
        if (!TryStart())
            return 0;
        int status = Nvml.GetCount(out uint count);
        _ = Nvml.Shutdown();
        return status == Nvml.Success ? (int)count : 0;
    }

    /// <inheritdoc/>
    public DeviceReading Read()
    {
        if (_closed)
            return new DeviceReading();
        bool memory = Nvml.GetMemoryInfo(_device, out Nvml.Memory bytes) == Nvml.Success;
        return new DeviceReading
        {
            Utilization = Nvml.GetUtilizationRates(_device, out Nvml.Utilization busy) == Nvml.Success ? busy.Gpu / Percent : null,
            UsedBytes = memory ? (long)bytes.Used : null,
            TotalBytes = memory ? (long)bytes.Total : null,
            TemperatureCelsius = Nvml.GetTemperature(_device, Nvml.TemperatureGpu, out uint celsius) == Nvml.Success ? celsius : null,
            PowerWatts = Nvml.GetPowerUsage(_device, out uint milliwatts) == Nvml.Success ? milliwatts / MilliwattsPerWatt : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_closed)
            return;
        _closed = true;
        _ = Nvml.Shutdown();
    }

    // NVML counts its initialisations, and shuts down with the last.
    private static NvmlMonitor? TryOpen(Finder find)
    {
        if (!TryStart())
            return null;
        if (find(out nint device) == Nvml.Success)
            return new NvmlMonitor(device);
        _ = Nvml.Shutdown();
        return null;
    }

    private static bool TryStart()
    {
        try
        {
            return Nvml.Init() == Nvml.Success;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    private static string NameOf(nint device)
    {
        byte* name = stackalloc byte[Nvml.NameCapacity];
        if (Nvml.GetName(device, name, Nvml.NameCapacity) != Nvml.Success)
            return "GPU";
        ReadOnlySpan<byte> text = new(name, Nvml.NameCapacity);
        int end = text.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
    }

    private delegate int Finder(out nint device);
}
