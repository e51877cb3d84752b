using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Memory;

/// <summary>A parameter's place in a flat buffer. The elements lie there in the order in which the parameter held them.</summary>
internal sealed class FlatSlot
{
    private readonly long[] _sizes;

    /// <exception cref="ArgumentException">The parameter is not dense, not float32, or needs no gradient.</exception>
    public FlatSlot(NamedParameter parameter, long offset)
    {
        if (!IsDense(parameter.Value))
            throw new ArgumentException($"{parameter.Name}: only dense parameters can lie in a flat buffer.");
        if (parameter.Value.dtype != ScalarType.Float32 || !parameter.Value.requires_grad || !parameter.Value.is_leaf)
            throw new ArgumentException($"{parameter.Name}: only float32 parameters that require a gradient can lie in a flat buffer.");
        Parameter = parameter;
        Offset = offset;
        Length = parameter.Value.numel();
        _sizes = parameter.Value.shape;
        Strides = parameter.Value.stride();
    }

    public NamedParameter Parameter { get; }

    /// <summary>First element.</summary>
    public long Offset { get; }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>Strides of the parameter.</summary>
    public long[] Strides { get; }

    /// <summary>The parameter's part of a buffer, in its own shape.</summary>
    /// <param name="buffer">Flat buffer.</param>
    /// <param name="begin">Index of the element of the whole that the buffer begins with.</param>
    public Tensor In(Tensor buffer, long begin = 0) => buffer.as_strided(_sizes, Strides, buffer.storage_offset() + Offset - begin);

    // Row-major or channels-last: some order of the dimensions in which each step is the product of the sizes inside it.
    private static bool IsDense(Tensor tensor)
    {
        long expected = 1;
        foreach ((long size, long stride) in tensor.shape.Zip(tensor.stride()).Where(dimension => dimension.First > 1).OrderBy(dimension => dimension.Second))
        {
            if (stride != expected)
                return false;
            expected *= size;
        }

        return true;
    }
}
