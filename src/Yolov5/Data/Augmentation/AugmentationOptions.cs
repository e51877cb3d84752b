namespace Yolov5.Data.Augmentation;

/// <summary>
/// Options by which training images are varied, in the reference's order: mosaic, copied segments, perspective, mixup, filters, colours,
/// flips. Defaults are those of YOLOv5's low-augmentation training from scratch.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Largest relative change of hue, 0 to 1.</summary>
    public double HsvHue { get; init; } = 0.015;

    /// <summary>Largest relative change of saturation, 0 to 1.</summary>
    public double HsvSaturation { get; init; } = 0.7;

    /// <summary>Largest relative change of brightness, 0 to 1.</summary>
    public double HsvValue { get; init; } = 0.4;

    /// <summary>Largest rotation in degrees, 0 to 180.</summary>
    public double Degrees { get; init; }

    /// <summary>Largest shift as a share of the side, 0 to 1.</summary>
    public double Translate { get; init; } = 0.1;

    /// <summary>Largest relative change of scale, 0 up to but without 1: from 1 - scale to 1 + scale.</summary>
    public double Scale { get; init; } = 0.5;

    /// <summary>Largest shear in degrees, 0 up to but without 90.</summary>
    public double Shear { get; init; }

    /// <summary>Largest perspective per pixel, 0 to 0.001.</summary>
    public double Perspective { get; init; }

    /// <summary>Probability of an upside-down flip, 0 to 1.</summary>
    public double FlipUpDown { get; init; }

    /// <summary>Probability of a left-right flip, 0 to 1.</summary>
    public double FlipLeftRight { get; init; } = 0.5;

    /// <summary>Probability of a mosaic of several images, 0 to 1.</summary>
    public double Mosaic { get; init; } = 1;

    /// <summary>Share of the mosaics that are made of nine images instead of four, 0 to 1.</summary>
    public double Mosaic9 { get; init; }

    /// <summary>Probability that a mosaic is mixed with another one, 0 to 1.</summary>
    public double Mixup { get; init; }

    /// <summary>Share of a mosaic's outlined objects that are copied to the other side, 0 to 1.</summary>
    public double CopyPaste { get; init; }

    /// <summary>Filters of single images and their probabilities.</summary>
    public FilterOptions Filters { get; init; } = new();

    /// <summary>The defaults for geometry, colours and flips; no image is joined with others or filtered.</summary>
    public static AugmentationOptions OfSingleImages { get; } = new() { Mosaic = 0, Filters = FilterOptions.None };

    /// <summary>Only flips and colour: no image is moved, scaled, joined with others or filtered.</summary>
    public static AugmentationOptions Light { get; } = OfSingleImages with { Translate = 0, Scale = 0 };

    /// <summary>No change at all, but training's resize (always bilinear) and letterbox (which may enlarge).</summary>
    public static AugmentationOptions None { get; } = Light with { HsvHue = 0, HsvSaturation = 0, HsvValue = 0, FlipLeftRight = 0 };

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidInputException">A value is out of range; the message names it by YOLOv5's key.</exception>
    public void Validate()
    {
        Check("hsv_h", HsvHue, 1);
        Check("hsv_s", HsvSaturation, 1);
        Check("hsv_v", HsvValue, 1);
        Check("degrees", Degrees, 180);
        Check("translate", Translate, 1);
        Check("scale", Scale, 0.999);
        Check("shear", Shear, 89);
        Check("perspective", Perspective, 0.001);
        Check("flipud", FlipUpDown, 1);
        Check("fliplr", FlipLeftRight, 1);
        Check("mosaic", Mosaic, 1);
        Check("mosaic9", Mosaic9, 1);
        Check("mixup", Mixup, 1);
        Check("copy_paste", CopyPaste, 1);
        Filters.Validate();
    }

    internal static void Check(string key, double value, double maximum)
    {
        if (!(value >= 0 && value <= maximum))
            throw new InvalidInputException(FormattableString.Invariant($"Augmentation '{key}' is {value}; allowed is 0 to {maximum}."));
    }
}
