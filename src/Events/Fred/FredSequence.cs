using Events.Pairing;

namespace Events.Fred;

/// <summary>A recording of both cameras.</summary>
public sealed record FredSequence
{
    /// <summary>Name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Part of the data set that it belongs to.</summary>
    public required FredSplit Split { get; init; }

    /// <summary>The samples in the order of their time: pairs, and frames without a partner.</summary>
    public required IReadOnlyList<PairedSample> Samples { get; init; }

    /// <summary>The pairing of the frames: rate, mean difference, and every frame without a partner.</summary>
    public required FramePairing Pairing { get; init; }
}
