namespace Reports.Model;

/// <summary>The probes of one model under one scheme, with the fitted memory line.</summary>
public sealed record SweepSeries
{
    /// <summary>Network, for example <c>yolov5s</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Side of the square input images in pixels.</summary>
    public required int Imgsz { get; init; }

    /// <summary>The scheme; absent for inference.</summary>
    public SchemeDescription? Scheme { get; init; }

    /// <summary>Intercept of the memory line in bytes: memory that a step needs at any batch size.</summary>
    public double? FitInterceptBytes { get; init; }

    /// <summary>Slope of the memory line in bytes per image.</summary>
    public double? FitBytesPerImage { get; init; }

    /// <summary>The batch size that the sweep recommends: tried by a real step, within the limit.</summary>
    public int? RecommendedBatch { get; init; }

    /// <summary>The probes in the order of their batch size.</summary>
    public required IReadOnlyList<SweepProbe> Probes { get; init; }

    /// <summary>Heading of the series: model, image size, scheme.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Label => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Model} {Imgsz}{(Scheme is null ? "" : " " + Scheme.Id)}");
}
