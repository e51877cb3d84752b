using System.Globalization;

namespace Yolov5.Validation;

/// <summary>
/// Options of <see cref="NonMaxSuppression"/>. The defaults are those of YOLOv5's detection;
/// <see cref="ForValidation"/> are those of its validation.
/// </summary>
public sealed record NmsOptions
{
    /// <summary>Thresholds under which mAP is measured: confidence 0.001, IoU 0.6, several labels per box.</summary>
    public static NmsOptions ForValidation { get; } = new()
    {
        ConfidenceThreshold = 0.001,
        IouThreshold = 0.6,
        MultiLabel = true,
    };

    /// <summary>Objectness, and then objectness times class probability, must be above this; 0..1. As the reference does, it is rounded to float32.</summary>
    public double ConfidenceThreshold { get; init; } = 0.25;

    /// <summary>A box whose IoU with a more confident kept box is above this is suppressed; 0..1.</summary>
    public double IouThreshold { get; init; } = 0.45;

    /// <summary>Every class above the threshold makes a candidate of its own; otherwise only a box's best class does. Without effect for a single class.</summary>
    public bool MultiLabel { get; init; }

    /// <summary>Boxes suppress each other across classes.</summary>
    public bool Agnostic { get; init; }

    /// <summary>Class ids to keep; null keeps all. Without <see cref="MultiLabel"/> the best class is chosen first, as in the reference.</summary>
    public IReadOnlyList<int>? Classes { get; init; }

    /// <summary>Detections kept per image, the most confident ones; at least 1.</summary>
    public int MaxDetections { get; init; } = 300;

    /// <summary>Candidates that take part in the suppression, the most confident ones; at least 1.</summary>
    public int MaxCandidates { get; init; } = 30000;

    /// <summary>Pixels by which each class id moves its boxes before the IoU, so that classes do not meet; the reference's largest image side.</summary>
    public float ClassOffset { get; init; } = 7680f;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        RequireShare(ConfidenceThreshold, "confidence threshold");
        RequireShare(IouThreshold, "IoU threshold");
        RequirePositive(MaxDetections, "number of detections per image");
        RequirePositive(MaxCandidates, "number of candidates");
        if (!float.IsFinite(ClassOffset) || ClassOffset < 0)
            throw new InvalidInputException(Invariant($"The class offset {ClassOffset} of the suppression must be finite and not negative."));
    }

    private static void RequireShare(double value, string name)
    {
        if (!(value >= 0 && value <= 1))
            throw new InvalidInputException(Invariant($"The {name} {value} of the suppression must lie between 0 and 1."));
    }

    private static void RequirePositive(int value, string name)
    {
        if (value < 1)
            throw new InvalidInputException(Invariant($"The {name} {value} of the suppression must be at least 1."));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
