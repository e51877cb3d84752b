using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models.TwoCameras;

/// <summary>
/// The sum of the maps of two backbones with a weight for each channel of each: twice [N, C, H, W] to [N, C, H, W].
/// z = [mean(R), mean(E)] over the cells, [g_R, g_E] = 2 sigmoid(W2 relu(W1 z + b1) + b2), out = g_R * R + g_E * E.
/// </summary>
/// <remarks>
/// Squeeze and excitation (Hu et al., CVPR 2018, equations 2 to 4) over the channels of both, so that the state of one camera
/// decides what is taken from the other; the factor 2 is that of Joze et al., MMTM, CVPR 2020, section 3. W2 and b2 begin
/// with 0: then both weights are 1, and training begins with the sum.
/// </remarks>
public sealed class AttentionFusion : nn.Module<Tensor[], Tensor>
{
    // The reduction ratio of Hu et al., which leaves small networks too few values to describe both cameras.
    private const int Reduction = 16;
    private const int LeastHidden = 8;

    private readonly Linear fc1;
    private readonly Linear fc2;

    internal AttentionFusion(int channels)
        : base(nameof(AttentionFusion))
    {
        int hidden = Math.Max(2 * channels / Reduction, LeastHidden);
        fc1 = nn.Linear(2 * channels, hidden);
        fc2 = nn.Linear(hidden, 2 * channels);
        RegisterComponents();
        using IDisposable noGrad = no_grad();
        fc2.weight.zero_();
        fc2.bias!.zero_();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        (Tensor rgb, Tensor events) = (input[0], input[1]);
        using DisposeScope scope = NewDisposeScope();
        Tensor squeezed = cat([rgb.mean([2, 3]), events.mean([2, 3])], 1);
        Tensor gates = fc2.call(fc1.call(squeezed).relu()).sigmoid().mul(2);
        Tensor[] each = gates.view(gates.shape[0], gates.shape[1], 1, 1).chunk(2, 1);
        return rgb.mul(each[0]).add_(events.mul(each[1])).MoveToOuterDisposeScope();
    }
}
