using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// A convolution of one row and one of one column, with the input added if <c>shortcut</c> is on and the channels agree.
/// [N, C1, H, W] to [N, C2, H / stride, W / stride].
/// </summary>
public sealed class CrossConv : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;
    private readonly bool _add;

    internal CrossConv(ModuleFactory factory, int inputs, int outputs, int kernel = 3, int stride = 1, int groups = 1, double expansion = 1, bool shortcut = false)
        : base(nameof(CrossConv))
    {
        int hidden = (int)(outputs * expansion);
        cv1 = factory.Conv(inputs, hidden, (1, kernel), (1, stride));
        cv2 = factory.Conv(hidden, outputs, (kernel, 1), (stride, 1), groups);
        _add = shortcut && inputs == outputs && stride == 1;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using Tensor rows = cv1.call(input);
        Tensor output = cv2.call(rows);
        return _add ? ActivationFunction.AddShortcut(cv2.Activation, output, input) : output;
    }
}
