using Yolov5.Data.Pairs;

namespace Yolov5.Training;

/// <summary>Progress of an epoch.</summary>
/// <param name="Epoch">Epoch from 0.</param>
/// <param name="Batch">Batches done.</param>
/// <param name="BatchCount">Batches of the epoch.</param>
/// <param name="MeanLoss">Mean loss so far.</param>
/// <param name="ImagesPerSecond">Rate so far.</param>
public readonly record struct TrainingProgress(int Epoch, int Batch, int BatchCount, LossItems MeanLoss, double ImagesPerSecond)
{
    /// <summary>Share and time difference of the pairs so far; null for images of one camera.</summary>
    public PairFigures? Pairs { get; init; }
}
