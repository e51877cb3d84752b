namespace Yolov5.Data;

/// <summary>The findings of a scan about an image, as they are kept for the next.</summary>
/// <param name="Stamp">State of the image when it was decoded.</param>
/// <param name="Check">The result of that.</param>
/// <param name="Labels">Its labels; null if they are not kept.</param>
internal sealed record KnownImage(ImageStamp Stamp, ImageCheck Check, KnownLabels? Labels);
