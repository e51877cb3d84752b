namespace Yolov5.Datasets;

/// <summary>The annotations of one split, read from any format.</summary>
/// <param name="Names">Class names.</param>
/// <param name="Images">The images, in the order of their names.</param>
public sealed record AnnotationSet(IReadOnlyList<string> Names, IReadOnlyList<AnnotatedImage> Images)
{
    /// <summary>Files, rows and objects that could not be read.</summary>
    public IReadOnlyList<DatasetFinding> Findings { get; init; } = [];

    /// <summary>Boxes that have no area in their image.</summary>
    public IReadOnlyList<DatasetFinding> Dropped { get; init; } = [];

    /// <summary>The first object of each class that is not wanted.</summary>
    public IReadOnlyList<DatasetFinding> UnwantedClasses { get; init; } = [];

    /// <summary>Number of objects of classes that are not wanted.</summary>
    public int UnwantedObjects { get; init; }

    /// <summary>Number of regions that were left out because they are no single objects: crowds in COCO, DontCare in KITTI, difficult ones in VOC.</summary>
    public int Regions { get; init; }

    /// <summary>Number of objects.</summary>
    public int Objects => Images.Sum(image => image.Objects.Count);
}
