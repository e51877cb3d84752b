namespace Yolov5.Validation;

/// <summary>How far a validation has come.</summary>
/// <param name="Batch">Batches done.</param>
/// <param name="BatchCount">Batches in all.</param>
/// <param name="Images">Images done.</param>
public readonly record struct ValidationProgress(int Batch, int BatchCount, int Images);
