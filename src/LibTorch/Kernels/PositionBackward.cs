using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>
/// The backward pass with channels last. SiLU's gradient is computed twice, once for the sums and once to be used, which takes less time than writing it
/// and reading it again.
/// </summary>
internal static unsafe class PositionBackward<T, TVector, TActivation>
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
    where TActivation : struct, INormActivation
{
    public static void Run(in Activations shape, T* x, T* dy, long dyStride, T* dx, in NormVectors channels, float* weightGradient, float* biasGradient)
    {
        int count = (int)shape.Channels;
        PositionChunks chunks = new(shape.PerChannel * count, count, fold: dyStride == count);
        if (dyStride == count)
            dyStride = chunks.Columns;
        using ColumnParameters parameters = new(chunks.Columns, count);
        using ChunkSums sums = new(chunks.Count, count);
        for (int channel = 0; channel < count; channel++)
            parameters.Set(channel, new ChannelNorm(channels, channel));

        ParallelFor.Run(chunks.Count, 1, new Sums(x, dy, dyStride, chunks, parameters, sums));
        sums.Reduce();
        for (int channel = 0; channel < count; channel++)
        {
            ChannelGradient gradient = new(new ChannelNorm(channels, channel), sums.First[channel], sums.Second[channel], shape.PerChannel);
            weightGradient[channel] = gradient.Weight;
            biasGradient[channel] = gradient.Bias;
            parameters.Set(channel, gradient);
        }

        ParallelFor.Run(chunks.Count, 1, new InputGradients(x, dy, dyStride, dx, chunks, parameters));
    }

    private readonly struct Sums(T* x, T* dy, long dyStride, PositionChunks chunks, ColumnParameters parameters, ChunkSums result) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            using ColumnSums sums = new(chunks.Columns);
            for (long chunk = begin; chunk < end; chunk++)
            {
                long start = chunks.Start(chunk), dyStart = start / chunks.Columns * dyStride;
                sums.Clear();
                Segment<T, TVector>.AddGradients<TActivation>(x + start, dy + dyStart, dyStride, chunks.Length(chunk), chunks.Columns, parameters, sums);
                sums.Fold(result.Of(chunk), result.Channels);
            }
        }
    }

    private readonly struct InputGradients(T* x, T* dy, long dyStride, T* dx, PositionChunks chunks, ColumnParameters parameters) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            for (long chunk = end - 1; chunk >= begin; chunk--)
            {
                long start = chunks.Start(chunk), dyStart = start / chunks.Columns * dyStride;
                Segment<T, TVector>.Backward<TActivation>(x + start, dy + dyStart, dyStride, dx + start, chunks.Length(chunk), chunks.Columns, parameters);
            }
        }
    }
}
