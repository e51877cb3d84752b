namespace Yolov5.Validation;

/// <summary>
/// COCO's twelve figures, each 0..1, or -1 if no object is of that kind. AP is the average precision over IoU
/// 0.50:0.95 with at most 100 detections an image and category, AR the average recall.
/// </summary>
public sealed record CocoMetrics
{
    /// <summary>AP of objects of all sizes.</summary>
    public required double Ap { get; init; }

    /// <summary>AP at IoU 0.50.</summary>
    public required double Ap50 { get; init; }

    /// <summary>AP at IoU 0.75.</summary>
    public required double Ap75 { get; init; }

    /// <summary>AP of objects up to 32 x 32 pixels.</summary>
    public required double ApSmall { get; init; }

    /// <summary>AP of objects of 32 x 32 to 96 x 96 pixels.</summary>
    public required double ApMedium { get; init; }

    /// <summary>AP of objects from 96 x 96 pixels.</summary>
    public required double ApLarge { get; init; }

    /// <summary>AR with one detection an image and category.</summary>
    public required double Ar1 { get; init; }

    /// <summary>AR with 10 detections an image and category.</summary>
    public required double Ar10 { get; init; }

    /// <summary>AR with 100 detections an image and category.</summary>
    public required double Ar100 { get; init; }

    /// <summary>AR of objects up to 32 x 32 pixels.</summary>
    public required double ArSmall { get; init; }

    /// <summary>AR of objects of 32 x 32 to 96 x 96 pixels.</summary>
    public required double ArMedium { get; init; }

    /// <summary>AR of objects from 96 x 96 pixels.</summary>
    public required double ArLarge { get; init; }

    /// <summary><see cref="Ap"/> of each category that has objects, by its id.</summary>
    public required IReadOnlyDictionary<int, double> ApPerCategory { get; init; }

    /// <summary>The twelve figures in COCO's order.</summary>
    public IReadOnlyList<double> Stats =>
        [Ap, Ap50, Ap75, ApSmall, ApMedium, ApLarge, Ar1, Ar10, Ar100, ArSmall, ArMedium, ArLarge];
}
