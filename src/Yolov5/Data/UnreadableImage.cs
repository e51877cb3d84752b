namespace Yolov5.Data;

/// <summary>What a loader does with an image that cannot be read any more.</summary>
public enum UnreadableImage
{
    /// <summary>Another image, chosen at random, takes its place: the batch keeps its size.</summary>
    Replace,

    /// <summary>It is left out: the batch gets smaller, and no image counts twice.</summary>
    Skip,
}
