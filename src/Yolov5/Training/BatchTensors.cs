using Interop;
using Yolov5.Data;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>Batches of the loader as tensors.</summary>
public static class BatchTensors
{
    /// <summary>A copy of the pixels: [N, 3, H, W] bytes on the host, the caller's.</summary>
    public static Tensor ToTensor(this Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Tensor.UnsafeCreateTensor(
            TensorHandle.FromMemory<byte>(batch.Pixels, (int)ScalarType.Byte, [batch.Count, 3, batch.Height, batch.Width]));
    }
}
