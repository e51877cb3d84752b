namespace Yolov5.Data.Augmentation;

/// <summary>
/// Probabilities of filters on whole training images. The defaults are those with which YOLOv5 v7.0 calls the package Albumentations
/// where that is installed; ranges within a filter are that package's defaults too.
/// </summary>
public sealed record FilterOptions
{
    /// <summary>Probability of a box blur of 3, 5 or 7 pixels, 0 to 1.</summary>
    public double Blur { get; init; } = 0.01;

    /// <summary>Probability of a median of 3, 5 or 7 pixels, 0 to 1.</summary>
    public double MedianBlur { get; init; } = 0.01;

    /// <summary>Probability that colour is taken away, 0 to 1.</summary>
    public double ToGray { get; init; } = 0.01;

    /// <summary>Probability of contrast-limited adaptive histogram equalization, 0 to 1.</summary>
    public double Clahe { get; init; } = 0.01;

    /// <summary>Probability of another brightness and contrast, 0 to 1.</summary>
    public double BrightnessContrast { get; init; }

    /// <summary>Probability of another gamma, 0 to 1.</summary>
    public double Gamma { get; init; }

    /// <summary>Probability of the losses of a JPEG file of quality 75 to 100, 0 to 1.</summary>
    public double Compression { get; init; }

    /// <summary>No filter.</summary>
    public static FilterOptions None { get; } = new() { Blur = 0, MedianBlur = 0, ToGray = 0, Clahe = 0 };

    internal void Validate()
    {
        AugmentationOptions.Check("blur", Blur, 1);
        AugmentationOptions.Check("median_blur", MedianBlur, 1);
        AugmentationOptions.Check("to_gray", ToGray, 1);
        AugmentationOptions.Check("clahe", Clahe, 1);
        AugmentationOptions.Check("brightness_contrast", BrightnessContrast, 1);
        AugmentationOptions.Check("gamma", Gamma, 1);
        AugmentationOptions.Check("image_compression", Compression, 1);
    }
}
