namespace Yolov5.Validation;

/// <summary>The labels of a data set in COCO's terms.</summary>
public sealed record CocoGroundTruth
{
    /// <summary>Ids of all images, those without labels included.</summary>
    public required IReadOnlyList<long> ImageIds { get; init; }

    /// <summary>Ids of all categories.</summary>
    public required IReadOnlyList<int> CategoryIds { get; init; }

    /// <summary>All labels.</summary>
    public required IReadOnlyList<CocoAnnotation> Annotations { get; init; }
}
