namespace Yolov5.Validation;

/// <summary>Objects found in a picture.</summary>
/// <param name="Detections">In descending confidence, in whole pixels of the picture.</param>
/// <param name="InputWidth">Width of the network's input in pixels.</param>
/// <param name="InputHeight">Height of the network's input in pixels.</param>
/// <param name="PreprocessMilliseconds">Time to fit and normalise the picture.</param>
/// <param name="InferenceMilliseconds">Time in the network.</param>
/// <param name="SuppressionMilliseconds">Time in the suppression.</param>
public sealed record PictureDetections(
    IReadOnlyList<Detection> Detections, int InputWidth, int InputHeight, double PreprocessMilliseconds, double InferenceMilliseconds, double SuppressionMilliseconds);
