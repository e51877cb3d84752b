using static TorchSharp.torch;

namespace Yolov5.Models.TwoCameras;

/// <summary>
/// The channels of two backbones one after the other, brought back to their number by a 1x1 convolution: twice
/// [N, C, H, W] to [N, C, H, W].
/// </summary>
public sealed class ConcatFusion : nn.Module<Tensor[], Tensor>
{
    private readonly Conv conv;

    internal ConcatFusion(ModuleFactory factory, int channels)
        : base(nameof(ConcatFusion))
    {
        conv = factory.Conv(2 * channels, channels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        using Tensor joined = cat(input, 1);
        return conv.call(joined);
    }
}
