using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>
/// The forward pass with channels last. A channel's sums are complete after all positions only, so two loops go through the whole tensor; the second one
/// backwards, through what the cache has kept of the first.
/// </summary>
internal static unsafe class PositionForward<T, TVector, TActivation>
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
    where TActivation : struct, INormActivation
{
    public static void Run(in Activations shape, T* x, T* y, in NormVectors channels, in RunningStatistics running, double epsilon)
    {
        int count = (int)shape.Channels;
        PositionChunks chunks = new(shape.PerChannel * count, count, fold: true);
        using ColumnParameters parameters = new(chunks.Columns, count);
        using ChunkSums sums = new(chunks.Count, count);
        Segment<T, TVector>.Widen(x, parameters.Origins, count);
        for (int column = count; column < chunks.Columns; column++)
            parameters.Origins[column] = parameters.Origins[column - count];

        ParallelFor.Run(chunks.Count, 1, new Moments(x, chunks, parameters, sums));
        sums.Reduce();
        for (int channel = 0; channel < count; channel++)
        {
            parameters.Set(channel, ChannelNorm.Measure(
                channels, running, epsilon, channel, parameters.Origins[channel], sums.First[channel], sums.Second[channel], shape.PerChannel));
        }

        ParallelFor.Run(chunks.Count, 1, new Outputs(x, y, chunks, parameters));
    }

    private readonly struct Moments(T* x, PositionChunks chunks, ColumnParameters parameters, ChunkSums result) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            using ColumnSums sums = new(chunks.Columns);
            for (long chunk = begin; chunk < end; chunk++)
            {
                sums.Clear();
                Segment<T, TVector>.AddMoments(x + chunks.Start(chunk), chunks.Length(chunk), chunks.Columns, parameters.Origins, sums);
                sums.Fold(result.Of(chunk), result.Channels);
            }
        }
    }

    private readonly struct Outputs(T* x, T* y, PositionChunks chunks, ColumnParameters parameters) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            for (long chunk = end - 1; chunk >= begin; chunk--)
            {
                long start = chunks.Start(chunk);
                Segment<T, TVector>.Forward<TActivation>(x + start, y + start, chunks.Length(chunk), chunks.Columns, parameters);
            }
        }
    }
}
