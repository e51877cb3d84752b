using System.ComponentModel.DataAnnotations;

namespace Reports.Model;

/// <summary>The machine and the software of a run. Two runs are comparable only if device and libtorch agree.</summary>
public sealed record RunEnvironment
{
    /// <summary>Version of libtorch, for example <c>2.6.0</c>.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>Name of the device that computed: the GPU's, or the CPU's model.</summary>
    public required string DeviceName { get; init; }

    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string DeviceKind { get; init; }

    /// <summary>Memory of the device, or the budget that was set for it, in bytes.</summary>
    [Range(1, 1e18)]
    public long? DeviceTotalBytes { get; init; }

    /// <summary>Version of the GPU's driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Model of the CPU.</summary>
    public string? CpuModel { get; init; }

    /// <summary>Threads that libtorch used inside an operator.</summary>
    public int? Threads { get; init; }

    /// <summary>Operating system with its version.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>Version of the .NET runtime.</summary>
    public string? DotnetVersion { get; init; }

    /// <summary>Version of BenchmarkDotNet.</summary>
    public string? BenchmarkdotnetVersion { get; init; }

    /// <summary>Commit of the measured sources.</summary>
    public string? Commit { get; init; }

    /// <summary>True if the sources differed from that commit.</summary>
    public bool? CommitDirty { get; init; }
}
