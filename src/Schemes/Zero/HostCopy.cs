using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>Tensors in the host's memory that belong to computations on a device.</summary>
internal static class HostCopy
{
    /// <summary>Copies a flat tensor, into page-locked memory if the device is an accelerator; the copy is detached from scopes.</summary>
    /// <param name="source">[n] on any device.</param>
    /// <param name="wait">True to wait for the copy; otherwise the device may write until it is synchronised.</param>
    public static Tensor Of(Tensor source, bool wait = true)
    {
        if (source.device_type == DeviceType.CPU)
            return source.clone().DetachFromDisposeScope();
        using Tensor pageable = empty(source.shape, source.dtype, CPU);
        Tensor copy = pageable.pin_memory().DetachFromDisposeScope();
        return copy.copy_(source, nonBlocking: !wait);
    }
}
