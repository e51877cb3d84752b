using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// A 1x1 and a 3x3 convolution, with the input added if <c>shortcut</c> is on and the channels agree.
/// [N, C1, H, W] to [N, C2, H, W].
/// </summary>
public sealed class Bottleneck : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;
    private readonly bool _add;

    internal Bottleneck(ModuleFactory factory, int inputs, int outputs, bool shortcut = true, int groups = 1, double expansion = 0.5)
        : base(nameof(Bottleneck))
    {
        int hidden = (int)(outputs * expansion);
        cv1 = factory.Conv(inputs, hidden);
        cv2 = factory.Conv(hidden, outputs, 3, groups: groups);
        _add = shortcut && inputs == outputs;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using Tensor hidden = cv1.call(input);
        Tensor output = cv2.call(hidden);
        return _add ? ActivationFunction.AddShortcut(cv2.Activation, output, input) : output;
    }
}
