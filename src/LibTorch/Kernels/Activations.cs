using TorchSharp;

namespace LibTorch.Kernels;

/// <summary>The type and order of activations in memory: [N, C, ...] without gaps.</summary>
/// <param name="Type">The element type.</param>
/// <param name="ChannelsLast">True if the channels of a position lie side by side (NHWC), false if the positions of a channel do (NCHW).</param>
/// <param name="Images">N.</param>
/// <param name="Channels">C.</param>
/// <param name="Positions">Positions of an image: H * W.</param>
public readonly record struct Activations(torch.ScalarType Type, bool ChannelsLast, long Images, long Channels, long Positions)
{
    /// <summary>Number of elements of a channel, N * H * W.</summary>
    public long PerChannel => Images * Positions;

    /// <summary>Number of elements, N * C * H * W.</summary>
    public long Count => Channels * PerChannel;

    /// <summary>True if the kernels take the element type: float32 or bfloat16.</summary>
    public bool HasVectorType => Type is torch.ScalarType.Float32 or torch.ScalarType.BFloat16;

    /// <summary>True if batch norm's kernels take such activations: more than one element per channel, of a type that they take.</summary>
    public bool IsSupported => HasVectorType && Channels is > 0 and <= 1 << 24 && PerChannel > 1;
}
