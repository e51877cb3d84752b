namespace Benchmarks.Ranks;

/// <summary>Seconds of forward and backward pass and of the exchange of its gradients, apart and together; medians of several rounds.</summary>
/// <param name="ComputeSeconds">Forward and backward pass of all ranks, gradients not exchanged.</param>
/// <param name="AloneSeconds">Exchange of as many bytes in the same buckets, nothing computed.</param>
/// <param name="AloneCpuSeconds">Processor time that this rank spends on the exchange alone, the system's part included.</param>
/// <param name="FreeSeconds">ComputeSeconds and the median of what a round takes more with both at once, independent of each other: the exchange is started before the forward pass.</param>
/// <param name="TogetherSeconds">The same for forward and backward pass with the exchange as the training does it.</param>
internal sealed record RankOverlap(double ComputeSeconds, double AloneSeconds, double AloneCpuSeconds, double FreeSeconds, double TogetherSeconds);
