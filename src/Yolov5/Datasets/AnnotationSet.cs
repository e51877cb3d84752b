namespace Yolov5.Datasets;

/// <summary>The annotations of one split, read from any format.</summary>
/// <param name="Names">Class names.</param>
/// <param name="Images">The images, in the order of their names.</param>
public sealed record AnnotationSet(IReadOnlyList<string> Names, IReadOnlyList<AnnotatedImage> Images)
{
    /// <summary>Files that could not be used at all.</summary>
    public IReadOnlyList<DatasetFinding> Findings { get; init; } = [];

    /// <summary>Objects that were left out because they are broken: without area, outside of the image.</summary>
    public IReadOnlyList<DatasetFinding> Dropped { get; init; } = [];

    /// <summary>Number of regions that were left out because they are no single objects: crowds in COCO, DontCare in KITTI, difficult ones in VOC.</summary>
    public int Regions { get; init; }

    /// <summary>Number of objects.</summary>
    public int Objects => Images.Sum(image => image.Objects.Count);
}
