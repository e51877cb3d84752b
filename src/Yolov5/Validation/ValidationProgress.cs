namespace Yolov5.Validation;

/// <summary>Progress of a validation.</summary>
/// <param name="Batch">Batches done.</param>
/// <param name="BatchCount">Batches in all.</param>
/// <param name="Images">Images done.</param>
public readonly record struct ValidationProgress(int Batch, int BatchCount, int Images);
