using System.Text.Json.Serialization;
using Reports.Json;

namespace Reports.Model;

/// <summary>
/// Result of the accuracy pass: training from the shared warm start under the case's scheme, then validation.
/// The figures of repeated passes are the mean; <see cref="Passes"/> holds each.
/// </summary>
public sealed record AccuracyResult
{
    /// <summary>mAP at IoU 0.5, 0..1.</summary>
    [JsonPropertyName("map50")]
    public required double Map50 { get; init; }

    /// <summary>mAP over IoU 0.5:0.95, 0..1.</summary>
    [JsonPropertyName("map50_95")]
    public double? Map50To95 { get; init; }

    /// <summary>Precision at the threshold of the best F1, 0..1.</summary>
    public double? Precision { get; init; }

    /// <summary>Recall at the threshold of the best F1, 0..1.</summary>
    public double? Recall { get; init; }

    /// <summary>Epochs trained in the pass.</summary>
    public int? Epochs { get; init; }

    /// <summary>One entry per repetition of the pass with its own seed; their spread is the noise of the figures.</summary>
    [JsonConverter(typeof(LineListConverter<AccuracyPass>))]
    public IReadOnlyList<AccuracyPass>? Passes { get; init; }

    /// <summary>Training loss over the pass.</summary>
    [JsonConverter(typeof(LineListConverter<LossPoint>))]
    public IReadOnlyList<LossPoint>? LossCurve { get; init; }

    /// <summary>Seconds spent training.</summary>
    public double? TrainSeconds { get; init; }

    /// <summary>Seconds spent validating.</summary>
    public double? ValidationSeconds { get; init; }

    /// <summary>Time at which an earlier run of the same program made the pass; <see langword="null"/> if this run did.</summary>
    public DateTimeOffset? KeptFromUtc { get; init; }

    /// <summary>Lowest and highest mAP at IoU 0.5 among the passes; <see langword="null"/> for fewer than two.</summary>
    [JsonIgnore]
    public Interval? Map50Spread => Passes is { Count: > 1 }
        ? new Interval(Passes.Min(p => p.Map50), Passes.Max(p => p.Map50))
        : null;
}
