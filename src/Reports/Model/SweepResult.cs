using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Result of probing batch sizes: the sizes that fit, the fastest, and the quality of the memory prediction.</summary>
public sealed record SweepResult
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Time at which the sweep began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The command that makes this sweep again.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The machine and the software.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary><c>training</c> or <c>inference</c>.</summary>
    public string Mode { get; init => field = value ?? "training"; } = "training";

    /// <summary>Share of the device that may be used, 0..1.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true)]
    public required double Fraction { get; init; }

    /// <summary>Memory of the device or budget, in bytes: what the shares refer to.</summary>
    [Range(1, 1e18)]
    public required long TotalBytes { get; init; }

    /// <summary>Bytes of the device that were free before the first probe; absent if that is not known.</summary>
    public long? AvailableBytes { get; init; }

    /// <summary>One entry per model and scheme.</summary>
    public required IReadOnlyList<SweepSeries> Series { get; init; }

    /// <summary>The limit of bytes that <see cref="Fraction"/> allows, and never more than was free.</summary>
    [JsonIgnore]
    public long LimitBytes => Math.Min((long)(TotalBytes * Fraction), AvailableBytes ?? long.MaxValue);
}
