using static TorchSharp.torch;

namespace Yolov5.Models.TwoCameras;

/// <summary>
/// Some consecutive channels of a map: [N, C, H, W] to [N, count, H, W]. The result shares the map's memory, so that a
/// picture of several cameras is not kept a second time for the backward pass.
/// </summary>
public sealed class ChannelSelection : nn.Module<Tensor, Tensor>
{
    private readonly int _first;
    private readonly int _count;

    internal ChannelSelection(int first, int count)
        : base(nameof(ChannelSelection))
    {
        _first = first;
        _count = count;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.narrow(1, _first, _count);
    }
}
