using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>
/// The forward pass with a channel's positions side by side. A channel is finished before the next one begins: its planes are read from memory once and, as
/// far as they fit, from the cache after that.
/// </summary>
internal readonly unsafe struct PlaneForward<T, TVector, TActivation>(Activations shape, T* x, T* y, NormVectors channels, RunningStatistics running, double epsilon) : ParallelFor.IBody
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
    where TActivation : struct, INormActivation
{
    /// <summary>Columns into which a plane is cut: four of the widest vectors.</summary>
    public const int Columns = 64;

    public void Run(long begin, long end)
    {
        long between = shape.Channels * shape.Positions;
        using ColumnParameters parameters = new(Columns, 1);
        using ColumnSums sums = new(Columns);
        double* totals = stackalloc double[2];
        for (long channel = begin; channel < end; channel++)
        {
            T* from = x + (channel * shape.Positions), to = y + (channel * shape.Positions);
            float origin;
            Segment<T, TVector>.Widen(from, &origin, 1);
            parameters.Set(parameters.Origins, 0, origin);
            sums.Clear();
            for (long image = 0; image < shape.Images; image++)
                Segment<T, TVector>.AddMoments(from + (image * between), shape.Positions, Columns, parameters.Origins, sums);
            sums.Fold(totals, 1);
            parameters.Set(0, ChannelNorm.Measure(channels, running, epsilon, (int)channel, origin, totals[0], totals[1], shape.PerChannel));
            for (long image = shape.Images - 1; image >= 0; image--)
                Segment<T, TVector>.Forward<TActivation>(from + (image * between), to + (image * between), shape.Positions, Columns, parameters);
        }
    }
}
