using Schemes.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Operators;

/// <summary>
/// Maxima over windows on the CPU. With the channels last, libtorch computes those of many channels at once; otherwise one after the other, which
/// takes ten times as long for windows of 5x5.
/// </summary>
public static class MaxPooling
{
    /// <summary>Computes poolings with the channels last, whatever the order of the input, and brings the result into the input's order.</summary>
    /// <param name="input">[N, C, H, W]; remains owned by the caller.</param>
    /// <param name="poolings">Poolings, and concatenations of them. Its argument remains owned by this method, which disposes its result too.</param>
    /// <returns>The poolings' result, owned by the caller.</returns>
    public static Tensor Run(Tensor input, Func<Tensor, Tensor> poolings)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(poolings);
        if (input.device_type != DeviceType.CPU || !OwnOperators.Enabled || !input.is_contiguous())
            return poolings(input);
        using Tensor ordered = input.ToMemoryFormat(MemoryFormat.ChannelsLast);
        using Tensor result = poolings(ordered);
        return result.ToMemoryFormat(MemoryFormat.Contiguous);
    }
}
