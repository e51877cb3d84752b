using static TorchSharp.torch;

namespace Yolov5.Models.TwoCameras;

/// <summary>The sum of the maps of two backbones: twice [N, C, H, W] to [N, C, H, W].</summary>
public sealed class AddFusion : nn.Module<Tensor[], Tensor>
{
    internal AddFusion()
        : base(nameof(AddFusion))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input[0].add(input[1]);
    }
}
