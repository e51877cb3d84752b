namespace Yolov5.Sizing;

/// <summary>A batch size that was tried.</summary>
/// <param name="BatchSize">Images of the batch.</param>
/// <param name="PredictedPeakBytes">Peak that the memory line predicted; null if there was no line yet.</param>
/// <param name="Result">Measured result.</param>
public sealed record BatchTrial(int BatchSize, long? PredictedPeakBytes, ProbeResult Result)
{
    /// <summary>True if all steps ran within a limit of allocated bytes.</summary>
    public bool IsWithin(long limit) => Result.Status == ProbeStatus.Completed && Result.PeakAllocatedBytes <= limit;

    /// <summary>Images a second; null if no step ended.</summary>
    public double? ImagesPerSecond => Result.StepSeconds > 0 ? BatchSize / Result.StepSeconds : null;
}
