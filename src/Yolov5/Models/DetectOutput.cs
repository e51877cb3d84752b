using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>What the detection head gives; disposing it lets go of its tensors.</summary>
public sealed class DetectOutput : IDisposable
{
    internal DetectOutput(Tensor? predictions, Tensor[] maps)
    {
        Predictions = predictions;
        Maps = maps;
    }

    /// <summary>
    /// In evaluation mode the decoded boxes of all levels, [N, total, 5 + classes] in float32: centre x, centre y, width,
    /// height in pixels of the input, objectness and class probabilities; rows ordered by level, anchor, y, x. Null while
    /// training.
    /// </summary>
    public Tensor? Predictions { get; }

    /// <summary>Per level the values before the sigmoid: [N, anchors, H / stride, W / stride, 5 + classes].</summary>
    public IReadOnlyList<Tensor> Maps { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Predictions?.Dispose();
        foreach (Tensor map in Maps)
            map.Dispose();
    }

    /// <summary>From what a <see cref="ModelSegment"/> with the head returned.</summary>
    internal static DetectOutput From(Tensor[] tensors, int levels) =>
        tensors.Length == levels ? new DetectOutput(null, tensors) : new DetectOutput(tensors[0], tensors[1..]);

    internal Tensor[] ToArray() => Predictions is null ? [.. Maps] : [Predictions, .. Maps];
}
