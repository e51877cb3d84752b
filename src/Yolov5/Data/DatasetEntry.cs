using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>An image that can be used, with its labels.</summary>
/// <param name="ImagePath">The image file, absolute. Of the frames of two cameras it is the one whose size and name the sample has.</param>
/// <param name="LabelPath">Path of its label file, which need not exist.</param>
/// <param name="Width">Width in pixels, EXIF orientation applied.</param>
/// <param name="Height">Height in pixels, EXIF orientation applied.</param>
/// <param name="HasLabelFile">False if there is no label file: the image is background, as with an empty one.</param>
/// <param name="Labels">The objects, in the order of the file.</param>
public sealed record DatasetEntry(
    string ImagePath, string LabelPath, int Width, int Height, bool HasLabelFile, IReadOnlyList<BoxLabel> Labels)
{
    /// <summary>
    /// For each label the outline that it was made of, x1, y1, x2, y2 ... in shares of the image, or null for a box; null if there are boxes
    /// alone.
    /// </summary>
    public IReadOnlyList<float[]?>? Outlines { get; init; }

    /// <summary>The frames of two cameras; null for an image of one.</summary>
    public PairedFrames? Frames { get; init; }
}
