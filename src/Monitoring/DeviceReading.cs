namespace Monitoring;

/// <summary>Reading of a device at one moment; null stands for a value that the device or driver does not report.</summary>
public sealed record DeviceReading
{
    /// <summary>
    /// Share of the time in which the device was busy, 0..1. GPU: at least one kernel ran, over the driver's own sampling
    /// period (between 1/6 s and 1 s). CPU: of all cores of the whole machine, by all processes, since the last reading.
    /// </summary>
    public double? Utilization { get; init; }

    /// <summary>Memory in use, by all processes, in bytes. CPU: memory that is not available without swapping.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Memory of the device in bytes.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Temperature of the chip in degrees Celsius.</summary>
    public double? TemperatureCelsius { get; init; }

    /// <summary>Power in watts; for GPUs the whole board's.</summary>
    public double? PowerWatts { get; init; }
}
