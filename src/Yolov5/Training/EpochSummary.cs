using Yolov5.Validation;

namespace Yolov5.Training;

/// <summary>Results of training and validation of an epoch.</summary>
/// <param name="Epoch">Epoch from 0.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Training">Losses and time.</param>
/// <param name="Validation">Figures of the averaged weights; null if the epoch was not validated.</param>
public sealed record EpochSummary(int Epoch, int Epochs, EpochResult Training, ValidationResult? Validation)
{
    /// <summary>Time of the validation; none if the epoch was not validated.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Time in which results and checkpoints were written.</summary>
    public TimeSpan SavingTime { get; init; }
}
