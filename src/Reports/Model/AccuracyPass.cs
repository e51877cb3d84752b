using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>One repetition of the accuracy pass.</summary>
public sealed record AccuracyPass
{
    /// <summary>Seed of the repetition.</summary>
    public required long Seed { get; init; }

    /// <summary>mAP at IoU 0.5, 0..1.</summary>
    [JsonPropertyName("map50")]
    public required double Map50 { get; init; }

    /// <summary>mAP over IoU 0.5:0.95, 0..1.</summary>
    [JsonPropertyName("map50_95")]
    public double? Map50To95 { get; init; }
}
