using Yolov5.Data;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>Batches of the loader as tensors.</summary>
public static class BatchTensors
{
    /// <summary>A copy of the pixels: [N, C, H, W] bytes on the host, owned by the caller.</summary>
    public static Tensor ToTensor(this Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Tensor images = empty([batch.Count, batch.Channels, batch.Height, batch.Width], ScalarType.Byte);
        batch.Pixels.AsSpan(0, checked((int)images.numel())).CopyTo(images.bytes);
        return images;
    }
}
