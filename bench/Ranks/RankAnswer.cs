using Schemes.Distributed;
using Schemes.Zero;

namespace Benchmarks.Ranks;

/// <summary>Answer of a rank to a command; figures that the command did not ask for are null.</summary>
internal sealed record RankAnswer
{
    /// <summary>Seconds of the step.</summary>
    public double? Seconds { get; init; }

    /// <summary>The most bytes in tensors during the step.</summary>
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>The most bytes that the allocator held during the step.</summary>
    public long? PeakReservedBytes { get; init; }

    /// <summary>Times of the step's collectives, if they were asked for.</summary>
    public IReadOnlyList<CollectiveTime>? Collectives { get; init; }

    /// <summary>Training state between backward pass and update, as the tensors hold it.</summary>
    public ZeroMemory? State { get; init; }

    /// <summary>The same by formula.</summary>
    public ZeroMemory? PredictedState { get; init; }

    /// <summary>Bytes in tensors at that moment: besides the state the moving average, the batch and the running statistics.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>The most bytes of whole parameters that ZeRO stage 3 gathers at once.</summary>
    public long? GatheredBytes { get; init; }

    /// <summary>Times of computing and exchange, apart and together; null where gradients are not averaged in buckets.</summary>
    public RankOverlap? Overlap { get; init; }
}
