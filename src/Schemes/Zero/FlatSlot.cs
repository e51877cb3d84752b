using Interop;
using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>A parameter's place in a flat buffer. The elements lie there in the order in which the parameter held them.</summary>
internal sealed class FlatSlot
{
    private readonly long[] _sizes;
    private readonly long[] _strides;

    /// <exception cref="ArgumentException">The parameter is not dense, not float32, or needs no gradient.</exception>
    public FlatSlot(NamedParameter parameter, long offset)
    {
        TensorInfo info = TensorHandle.Info(parameter.Value.Handle);
        if (!info.IsContiguous && !info.IsChannelsLast)
            throw new ArgumentException($"{parameter.Name}: only dense parameters can be partitioned.");
        if (info.ScalarType != (int)ScalarType.Float32 || !info.RequiresGrad || !info.IsLeaf)
            throw new ArgumentException($"{parameter.Name}: what is partitioned is float32 and needs a gradient.");
        Parameter = parameter;
        Offset = offset;
        Length = info.Numel;
        _sizes = parameter.Value.shape;
        _strides = parameter.Value.stride();
    }

    public NamedParameter Parameter { get; }

    /// <summary>First element.</summary>
    public long Offset { get; }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The parameter's part of a buffer, in its own shape.</summary>
    /// <param name="buffer">Flat.</param>
    /// <param name="begin">Which element of the whole the buffer begins with.</param>
    public Tensor In(Tensor buffer, long begin = 0) => buffer.as_strided(_sizes, _strides, TensorHandle.Info(buffer.Handle).StorageOffset + Offset - begin);
}
