using System.Text.Json.Serialization;

namespace Reports.History;

/// <summary>One case of a <see cref="HistoryEntry"/>.</summary>
public sealed record HistoryCase
{
    /// <summary>The case's key.</summary>
    public required string Key { get; init; }

    /// <summary>Its name in charts.</summary>
    public required string Name { get; init; }

    /// <summary>Median iteration time in seconds.</summary>
    public required double MedianSeconds { get; init; }

    /// <summary>5th percentile in seconds.</summary>
    [JsonPropertyName("p5_seconds")]
    public double? P5Seconds { get; init; }

    /// <summary>95th percentile in seconds.</summary>
    [JsonPropertyName("p95_seconds")]
    public double? P95Seconds { get; init; }

    /// <summary>Peak allocated bytes.</summary>
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>mAP at IoU 0.5.</summary>
    [JsonPropertyName("map50")]
    public double? Map50 { get; init; }
}
