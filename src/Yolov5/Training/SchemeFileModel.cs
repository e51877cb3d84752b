namespace Yolov5.Training;

/// <summary>A network that a scheme file is meant for.</summary>
/// <param name="Model">Its size: n, s, m, l or x.</param>
/// <param name="BatchSize">Images of a batch.</param>
public sealed record SchemeFileModel(string Model, int BatchSize);
