using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Options by which images become samples.</summary>
public sealed record DetectionDatasetOptions
{
    /// <summary>Length of the long side that images are resized to, in pixels, at least 32.</summary>
    public int ImageSize { get; init; } = 640;

    /// <summary>
    /// Variation of training images; null prepares images for validation: resized by area averaging if they shrink
    /// and never enlarged by the letterbox.
    /// </summary>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Caching of decoded images.</summary>
    public ImageCaching Cache { get; init; }

    /// <summary>Reads an image by its path, from several threads at once; by default <see cref="ImageFile"/>.</summary>
    public Func<string, DecodedImage> ReadImage { get; init; } = ImageFile.Read;
}
