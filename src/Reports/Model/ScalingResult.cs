using System.ComponentModel.DataAnnotations;

namespace Reports.Model;

/// <summary>Training steps over several numbers of ranks: throughput, efficiency, memory of each rank, and the cost of the exchange.</summary>
public sealed record ScalingResult
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Time at which the measurement began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The command that makes it again.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The machine and the software.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Network, for example <c>yolov5s</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Side of the square input images in pixels.</summary>
    public required int Imgsz { get; init; }

    /// <summary>Images of a step for each rank.</summary>
    [Range(1, int.MaxValue)]
    public required int BatchPerRank { get; init; }

    /// <summary>Cores of the machine that this program may use.</summary>
    [Range(1, int.MaxValue)]
    public required int Cores { get; init; }

    /// <summary>One row for each scheme and number of ranks, and the steps of one rank that the others are compared with.</summary>
    public required IReadOnlyList<ScalingRow> Rows { get; init; }

    /// <summary>One rank with all threads, which speed-ups refer to; null if it was not measured.</summary>
    internal ScalingRow? Whole => Rows.FirstOrDefault(row => row is { Ranks: 1, IsReference: true } && row.ThreadsPerRank == Environment.Threads);

    /// <summary>One rank with as many threads as each rank of a row has, alone on the machine; null if it was not measured.</summary>
    internal ScalingRow? Share(ScalingRow row) => Rows.FirstOrDefault(each => each is { Ranks: 1, IsReference: true } && each.ThreadsPerRank == row.ThreadsPerRank);
}
