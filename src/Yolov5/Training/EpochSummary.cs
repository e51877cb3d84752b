using Yolov5.Validation;

namespace Yolov5.Training;

/// <summary>Results of training and validation of an epoch.</summary>
/// <param name="Epoch">Epoch from 0.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <param name="Training">Losses and time.</param>
/// <param name="Validation">Figures of the averaged weights.</param>
public sealed record EpochSummary(int Epoch, int Epochs, EpochResult Training, ValidationResult Validation)
{
    /// <summary>Figure that the best weights are chosen by: 0.1 mAP@0.5 + 0.9 mAP@0.5:0.95.</summary>
    public double Fitness => Validation.Metrics.Fitness;
}
