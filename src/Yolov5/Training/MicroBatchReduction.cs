namespace Yolov5.Training;

/// <summary>That the passes of a training step were halved for want of memory.</summary>
/// <param name="BatchSize">Images of the batch.</param>
/// <param name="From">Images of a pass before.</param>
/// <param name="To">Images of a pass from now on.</param>
/// <param name="Count">The how-manieth time it is.</param>
/// <param name="Most">How often it may happen.</param>
public sealed record MicroBatchReduction(int BatchSize, int From, int To, int Count, int Most);
