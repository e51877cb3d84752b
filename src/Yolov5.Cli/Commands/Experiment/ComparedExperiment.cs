namespace Yolov5.Cli.Commands.Experiment;

/// <summary>An experiment beside the baseline.</summary>
/// <param name="Result">Its results.</param>
/// <param name="MemoryRatio">Peak memory divided by the baseline's.</param>
/// <param name="SpeedUp">The baseline's time of an iteration divided by this one's.</param>
/// <param name="MapDifference">mAP@0.5 less the baseline's, in percentage points.</param>
internal sealed record ComparedExperiment(ExperimentResult Result, double? MemoryRatio, double? SpeedUp, double? MapDifference);
