using System.Globalization;

namespace Yolov5.Training;

/// <summary>Training has ended because its loss, or a weight, is no finite number any more.</summary>
public sealed class NonFiniteLossException : InvalidInputException
{
    private const string Advice = "Training ends; the weights of the last finished epoch are kept. Try a smaller lr0, or look for broken labels.";

    /// <summary>A loss is not finite.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="batch">Batch of the epoch from 0.</param>
    /// <param name="items">The loss.</param>
    public NonFiniteLossException(int epoch, int batch, LossItems items)
        : base(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch + 1}, batch {batch + 1}: {Describe(items)}. {Advice}"))
    {
    }

    /// <summary>A weight is not finite.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="weight">Name of the weight.</param>
    public NonFiniteLossException(int epoch, string weight)
        : base(string.Create(CultureInfo.InvariantCulture, $"After epoch {epoch + 1} {weight} has values that are not finite. {Advice}"))
    {
    }

    /// <summary>The parts of a loss that is not finite.</summary>
    internal static string Describe(LossItems items) =>
        string.Create(CultureInfo.InvariantCulture, $"the loss is not finite (box {items.Box:G4}, obj {items.Objectness:G4}, cls {items.Class:G4})");
}
