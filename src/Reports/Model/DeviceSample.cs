namespace Reports.Model;

/// <summary>One reading of the device's monitor.</summary>
public sealed record DeviceSample
{
    /// <summary>Seconds since the case began.</summary>
    public required double TSeconds { get; init; }

    /// <summary>Utilisation 0..1; of a CPU: of all cores of the machine, by all processes.</summary>
    public double? Utilization { get; init; }

    /// <summary>Memory in use on the device, by all processes, in bytes.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Temperature in degrees Celsius.</summary>
    public double? TemperatureCelsius { get; init; }

    /// <summary>Power in watts.</summary>
    public double? PowerWatts { get; init; }
}
