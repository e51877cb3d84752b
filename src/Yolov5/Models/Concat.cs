using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Joins the channels of several maps of the same size: [N, C1, H, W], [N, C2, H, W] ... to [N, C1 + C2 + ..., H, W].</summary>
public sealed class Concat : nn.Module<Tensor[], Tensor>
{
    internal Concat()
        : base(nameof(Concat))
    {
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input) => cat(input, 1);
}
