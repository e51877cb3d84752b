namespace Yolov5.Data;

/// <summary>Treatment of an image that a loader cannot read any more.</summary>
public enum UnreadableImage
{
    /// <summary>Another image, chosen at random, takes its place: the batch keeps its size.</summary>
    Replace,

    /// <summary>The image is left out: the batch gets smaller, and no image counts twice.</summary>
    Skip,
}
