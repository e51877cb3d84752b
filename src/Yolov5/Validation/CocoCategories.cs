namespace Yolov5.Validation;

/// <summary>The ids of COCO's 80 categories, which are numbered 1 to 90 with gaps, while YOLOv5's classes are 0 to 79.</summary>
public static class CocoCategories
{
    private static readonly int[] Unused = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    /// <summary>[80] COCO's category id of each class.</summary>
    public static IReadOnlyList<int> Ids { get; } = [.. Enumerable.Range(1, 90).Except(Unused)];
}
