using LibTorch.Stable;

namespace LibTorch.Kernels;

/// <summary>The backward pass with a channel's positions side by side, a channel after the other as in <see cref="PlaneForward{T, TVector, TActivation}"/>.</summary>
internal readonly unsafe struct PlaneBackward<T, TVector, TActivation>(Activations shape, T* x, T* dy, long dyBetween, T* dx, NormVectors channels, float* weightGradient, float* biasGradient) : ParallelFor.IBody
    where T : unmanaged
    where TVector : unmanaged, IFloatVector<TVector>
    where TActivation : struct, INormActivation
{
    public void Run(long begin, long end)
    {
        const int Columns = PlaneForward<T, TVector, TActivation>.Columns;
        long between = shape.Channels * shape.Positions;
        using ColumnParameters parameters = new(Columns, 1);
        using ColumnSums sums = new(Columns);
        double* totals = stackalloc double[2];
        for (long channel = begin; channel < end; channel++)
        {
            long first = channel * shape.Positions;
            ChannelNorm norm = new(channels, (int)channel);
            parameters.Set(0, norm);
            sums.Clear();
            for (long image = 0; image < shape.Images; image++)
                Segment<T, TVector>.AddGradients<TActivation>(x + first + (image * between), dy + first + (image * dyBetween), Columns, shape.Positions, Columns, parameters, sums);
            sums.Fold(totals, 1);
            ChannelGradient gradient = new(norm, totals[0], totals[1], shape.PerChannel);
            weightGradient[channel] = gradient.Weight;
            biasGradient[channel] = gradient.Bias;
            parameters.Set(0, gradient);
            for (long image = shape.Images - 1; image >= 0; image--)
                Segment<T, TVector>.Backward<TActivation>(x + first + (image * between), dy + first + (image * dyBetween), Columns, dx + first + (image * between), shape.Positions, Columns, parameters);
        }
    }
}
