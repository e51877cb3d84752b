using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Training steps of one scheme over one number of ranks.</summary>
public sealed record ScalingRow
{
    /// <summary>Id of the scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>True for the plain step of one rank that the others are compared with.</summary>
    public bool IsReference { get; init; }

    /// <summary>Number of ranks.</summary>
    [Range(1, int.MaxValue)]
    public required int Ranks { get; init; }

    /// <summary>Threads of libtorch in each rank.</summary>
    [Range(1, int.MaxValue)]
    public required int ThreadsPerRank { get; init; }

    /// <summary>Images of a step, over all ranks.</summary>
    [Range(1, int.MaxValue)]
    public required int BatchSize { get; init; }

    /// <summary>Status that the measurement ended with.</summary>
    public required CaseStatus Status { get; init; }

    /// <summary>Reason that it did not end well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Median time of a step of rank 0 in seconds.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>Most bytes in tensors during a step, of each rank.</summary>
    public IReadOnlyList<long> PeakAllocatedBytes { get; init => field = value ?? []; } = [];

    /// <summary>Bytes in tensors between backward pass and update, of rank 0: training state, moving average, batch, running statistics.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Training state of rank 0 between backward pass and update, as the tensors hold it.</summary>
    public ScalingState? State { get; init; }

    /// <summary>The same by formula.</summary>
    public ScalingState? PredictedState { get; init; }

    /// <summary>Most bytes of whole parameters that ZeRO stage 3 gathers at once.</summary>
    public long? GatheredBytes { get; init; }

    /// <summary>Collectives of a step of rank 0: means over the measured steps.</summary>
    public IReadOnlyList<ScalingCollective> Collectives { get; init => field = value ?? []; } = [];

    /// <summary>Computing and exchange apart and together; absent where gradients are not averaged in buckets.</summary>
    public ScalingOverlap? Overlap { get; init; }

    /// <summary>Images a second, over all ranks.</summary>
    [JsonIgnore]
    public double? ImagesPerSecond => BatchSize / StepSeconds;

    /// <summary>Largest peak of a rank.</summary>
    [JsonIgnore]
    public long? LargestPeakBytes => PeakAllocatedBytes.Count == 0 ? null : PeakAllocatedBytes.Max();
}
