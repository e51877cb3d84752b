using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Moves pixels into channels or back. Contract: [N, C, H, W] to [N, C * gain², H / gain, W / gain]; expand: the reverse.
/// The order of channels is that of the reference.
/// </summary>
public sealed class SpaceDepth : nn.Module<Tensor, Tensor>
{
    private readonly int _gain;
    private readonly bool _contracts;

    internal SpaceDepth(int gain, bool contracts)
        : base(contracts ? "Contract" : "Expand")
    {
        _gain = gain;
        _contracts = contracts;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] shape = input.shape;
        (long n, long c, long h, long w, long s) = (shape[0], shape[1], shape[2], shape[3], _gain);
        using DisposeScope scope = NewDisposeScope();
        Tensor output = _contracts
            ? input.reshape(n, c, h / s, s, w / s, s).permute(0, 3, 5, 1, 2, 4).reshape(n, c * s * s, h / s, w / s)
            : input.reshape(n, s, s, c / s / s, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c / s / s, h * s, w * s);
        return output.MoveToOuterDisposeScope();
    }
}
