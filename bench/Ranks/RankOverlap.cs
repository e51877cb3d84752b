namespace Benchmarks.Ranks;

/// <summary>Seconds of forward and backward pass and of the exchange of its gradients, apart and together; medians of several rounds.</summary>
/// <param name="ComputeSeconds">Forward and backward pass of all ranks, gradients not exchanged.</param>
/// <param name="AloneSeconds">Exchange of as many bytes in the same buckets, nothing computed.</param>
/// <param name="AloneCpuSeconds">Processor time that this rank spends on the exchange alone, the system's part included.</param>
/// <param name="FreeSeconds">Both at once and independent of each other, the exchange started before the forward pass: ComputeSeconds plus the median of the extra time in a round.</param>
/// <param name="TogetherSeconds">Both as the training does it: ComputeSeconds plus the median of the extra time in a round.</param>
internal sealed record RankOverlap(double ComputeSeconds, double AloneSeconds, double AloneCpuSeconds, double FreeSeconds, double TogetherSeconds);
