namespace Yolov5.Data;

/// <summary>A row of a label file.</summary>
/// <param name="Number">Line of the file, from 1.</param>
/// <param name="Label">The box; only if there is no error.</param>
/// <param name="Error">Reason that the row cannot be used; null if it can.</param>
internal readonly record struct LabelRow(int Number, BoxLabel Label, string? Error)
{
    /// <summary>Points x1, y1, x2, y2, ... of an outline in shares of the image; null for a box.</summary>
    public float[]? Outline { get; init; }

    /// <summary>The class, if it is a class but not one of the data set's.</summary>
    public int? ClassTooLarge { get; init; }
}
