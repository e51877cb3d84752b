namespace Yolov5.Data;

/// <summary>A place in the endless sequence of batches, to be saved with a training state.</summary>
/// <param name="Epoch">Epoch from 0.</param>
/// <param name="Batch">Batch in the epoch from 0.</param>
public readonly record struct LoaderPosition(int Epoch, int Batch);
