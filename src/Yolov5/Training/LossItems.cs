namespace Yolov5.Training;

/// <summary>The parts of the loss with their gains, an image.</summary>
/// <param name="Box">Complete IoU of the matched boxes.</param>
/// <param name="Objectness">Objectness of all cells.</param>
/// <param name="Class">Classes of the matched boxes.</param>
public readonly record struct LossItems(double Box, double Objectness, double Class)
{
    /// <summary>The parts together.</summary>
    public double Total => Box + Objectness + Class;

    /// <summary>True if every part is a finite number.</summary>
    public bool IsFinite => double.IsFinite(Total);

    /// <summary>The sum of two.</summary>
    public static LossItems operator +(LossItems left, LossItems right) =>
        new(left.Box + right.Box, left.Objectness + right.Objectness, left.Class + right.Class);

    /// <summary>A share.</summary>
    public static LossItems operator /(LossItems items, int divisor) =>
        new(items.Box / divisor, items.Objectness / divisor, items.Class / divisor);
}
