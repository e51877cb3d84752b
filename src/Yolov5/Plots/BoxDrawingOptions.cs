namespace Yolov5.Plots;

/// <summary>Options by which boxes are drawn.</summary>
public sealed record BoxDrawingOptions
{
    /// <summary>Width of the lines in pixels, at least 1; null chooses it by the size of the picture: 0.3% of the mean of its sides, 2 at the least.</summary>
    public int? LineThickness { get; init; }

    /// <summary>True to draw the boxes alone.</summary>
    public bool HideLabels { get; init; }

    /// <summary>True to write class names without confidences.</summary>
    public bool HideConfidences { get; init; }
}
