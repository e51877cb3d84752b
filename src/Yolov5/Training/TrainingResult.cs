namespace Yolov5.Training;

/// <summary>Result of a training run.</summary>
/// <param name="Best">The epoch of the best fitness.</param>
/// <param name="Last">The last epoch.</param>
/// <param name="BestWeights">Path of the best weights.</param>
/// <param name="LastWeights">Path of the last weights.</param>
public sealed record TrainingResult(EpochFigures Best, EpochFigures Last, string BestWeights, string LastWeights);
