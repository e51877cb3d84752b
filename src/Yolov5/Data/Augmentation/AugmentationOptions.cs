using System.Collections.Immutable;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Options by which training images are varied. Defaults are those of YOLOv5's low-augmentation training from scratch, without the
/// steps that join several images.
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

    /// <summary>Only flips and colour: no image is moved or scaled.</summary>
    public static AugmentationOptions Light { get; } = new() { Translate = 0, Scale = 0 };

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
    }

    /// <summary>The steps in the reference's order: geometry, colour, flips. Steps that would change nothing are left out.</summary>
    /// <exception cref="InvalidInputException">A value is out of range.</exception>
    public ImmutableArray<IAugmentation> CreateSteps()
    {
        Validate();
        ImmutableArray<IAugmentation>.Builder steps = ImmutableArray.CreateBuilder<IAugmentation>();
        if (Degrees > 0 || Translate > 0 || Scale > 0 || Shear > 0 || Perspective > 0)
            steps.Add(new RandomPerspective(Degrees, Translate, Scale, Shear, Perspective));
        if (HsvHue > 0 || HsvSaturation > 0 || HsvValue > 0)
            steps.Add(new HsvJitter(HsvHue, HsvSaturation, HsvValue));
        if (FlipUpDown > 0)
            steps.Add(new VerticalFlip(FlipUpDown));
        if (FlipLeftRight > 0)
            steps.Add(new HorizontalFlip(FlipLeftRight));
        return steps.ToImmutable();
    }

    private static void Check(string key, double value, double maximum)
    {
        if (!(value >= 0 && value <= maximum))
            throw new InvalidInputException(FormattableString.Invariant($"Augmentation '{key}' is {value}; allowed is 0 to {maximum}."));
    }
}
