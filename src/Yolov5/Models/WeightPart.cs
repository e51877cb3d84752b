namespace Yolov5.Models;

/// <summary>Weights that a part of a network took from a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Part">The part in words: <c>the RGB backbone</c>.</param>
/// <param name="Taken">Entries that were taken.</param>
public sealed record WeightPart(string Path, string Part, int Taken)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Taken} entries for {Part} from {Path}";
}
