namespace Yolov5.Training;

/// <summary>Notice that the passes of a training step were halved for lack of memory.</summary>
/// <param name="BatchSize">Images of the batch.</param>
/// <param name="From">Images of a pass before.</param>
/// <param name="To">Images of a pass from now on.</param>
/// <param name="Count">Number of this halving, from 1.</param>
/// <param name="Most">Largest number of halvings.</param>
public sealed record MicroBatchReduction(int BatchSize, int From, int To, int Count, int Most);
