using Yolov5.Data.Pairs;

namespace Yolov5.Training;

/// <summary>Result of training one epoch.</summary>
/// <param name="Epoch">Epoch from 0.</param>
/// <param name="MeanLoss">Mean over the batches.</param>
/// <param name="Losses">Every batch, in order.</param>
/// <param name="Images">Images seen.</param>
/// <param name="Elapsed">Time it took, data loading included.</param>
public sealed record EpochResult(int Epoch, LossItems MeanLoss, IReadOnlyList<LossItems> Losses, long Images, TimeSpan Elapsed)
{
    /// <summary>Part of <see cref="Elapsed"/> in which there was no batch to train on; the rest are the steps.</summary>
    public TimeSpan Waiting { get; init; }

    /// <summary>Part of <see cref="Waiting"/> before the first batch.</summary>
    public TimeSpan FirstBatch { get; init; }

    /// <summary>The most images of a pass where memory was too small for whole batches; null where it was not.</summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>Share and time difference of the pairs among the samples seen; null for images of one camera.</summary>
    public PairFigures? Pairs { get; init; }
}
