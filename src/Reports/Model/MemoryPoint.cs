namespace Reports.Model;

/// <summary>Allocated bytes at one moment of a step.</summary>
public sealed record MemoryPoint
{
    /// <summary>Seconds since the step began.</summary>
    public required double TSeconds { get; init; }

    /// <summary>Bytes allocated on the device.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary><c>forward</c>, <c>loss</c>, <c>backward</c>, <c>optimizer</c> or another phase's name.</summary>
    public string? Phase { get; init; }
}
