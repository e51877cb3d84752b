using static TorchSharp.torch;

namespace Yolov5.Losses;

/// <summary>The loss of a batch; disposing it disposes its tensors.</summary>
/// <param name="Total">Loss that the backward pass starts from: the sum of the parts times the images; no dimension, float32.</param>
/// <param name="Items">[3] in float32 without a graph: box, objectness and class loss with their gains, for each image.</param>
public sealed record LossResult(Tensor Total, Tensor Items) : IDisposable
{
    /// <summary>Images that the loss is of, over all ranks.</summary>
    public required int Images { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Total.Dispose();
        Items.Dispose();
    }
}
