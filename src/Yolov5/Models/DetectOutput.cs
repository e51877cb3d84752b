using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Output of the detection head; disposing it disposes its tensors.</summary>
public sealed class DetectOutput : IDisposable
{
    internal DetectOutput(Tensor? predictions, Tensor[] maps)
    {
        Predictions = predictions;
        Maps = maps;
    }

    /// <summary>
    /// Decoded boxes of all levels in evaluation mode, [N, total, 5 + classes] in float32: centre x, centre y, width,
    /// height in pixels of the input, objectness and class probabilities; rows ordered by level, anchor, y, x. Null while
    /// training.
    /// </summary>
    public Tensor? Predictions { get; }

    /// <summary>Per level the values before the sigmoid: [N, anchors, H / stride, W / stride, 5 + classes]. While training they are views of the convolutions' outputs.</summary>
    public IReadOnlyList<Tensor> Maps { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Predictions?.Dispose();
        foreach (Tensor map in Maps)
            map.Dispose();
    }

    /// <summary>Creates the output from the tensors that a <see cref="ModelSegment"/> with the head returned.</summary>
    internal static DetectOutput From(Tensor[] tensors, int levels) =>
        tensors.Length == levels ? new DetectOutput(null, tensors) : new DetectOutput(tensors[0], tensors[1..]);

    internal Tensor[] ToArray() => Predictions is null ? [.. Maps] : [Predictions, .. Maps];
}
