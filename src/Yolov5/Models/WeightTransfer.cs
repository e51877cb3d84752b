namespace Yolov5.Models;

/// <summary>Result of loading weights into a network.</summary>
/// <param name="Total">Entries of the network's state dictionary.</param>
/// <param name="Fresh">Names of the entries that keep their fresh values: absent from the weights, or of another shape.</param>
/// <param name="Unused">Names of the weights that the network does not have.</param>
public sealed record WeightTransfer(int Total, IReadOnlyList<string> Fresh, IReadOnlyList<string> Unused)
{
    /// <summary>Entries by file and part, where weights for one camera went into a network for two.</summary>
    public IReadOnlyList<WeightPart> Parts { get; init; } = [];

    /// <summary>Entries that were taken.</summary>
    public int Taken => Total - Fresh.Count;

    /// <summary>True if nothing starts afresh.</summary>
    public bool IsComplete => Taken == Total;

    /// <summary>True if more of the network starts afresh than comes from the weights: they may be another network's.</summary>
    public bool IsMostlyFresh => Taken * 2 < Total;

    /// <summary><c>taken 343 of 349</c>.</summary>
    public override string ToString() => $"taken {Taken} of {Total}";
}
