using Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>Tensors in the host's memory that belong to computations on a device.</summary>
internal static class HostMemory
{
    private static readonly Operator Empty = Operator.Named("aten::empty", "memory_format");

    /// <summary>A copy of a flat tensor, page-locked where the device is an accelerator; detached from scopes.</summary>
    /// <param name="source">[n] on any device.</param>
    /// <param name="wait">Otherwise the device still writes when this returns, until it is synchronised.</param>
    public static Tensor CopyOf(Tensor source, bool wait = true)
    {
        if (source.device_type == DeviceType.CPU)
            return source.clone().DetachFromDisposeScope();
        Tensor copy = Tensor.UnsafeCreateTensor(
            Empty.Tensor(source.shape, (int)source.dtype, Argument.None, Argument.Device("cpu"), true)).DetachFromDisposeScope();
        return copy.copy_(source, nonBlocking: !wait);
    }
}
