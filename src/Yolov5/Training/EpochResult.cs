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
    /// <summary>Share and time difference of the pairs among the samples seen; null for images of one camera.</summary>
    public PairFigures? Pairs { get; init; }
}
