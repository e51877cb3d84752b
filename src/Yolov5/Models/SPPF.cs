using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Spatial pyramid pooling, the fast form: three poolings of 5 pixels one after another see 5, 9 and 13 pixels,
/// as <see cref="SPP"/> does. [N, C1, H, W] to [N, C2, H, W].
/// </summary>
public sealed class SPPF : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;
    private readonly MaxPool2d m;

    internal SPPF(ModuleFactory factory, int inputs, int outputs, int kernel = 5)
        : base(nameof(SPPF))
    {
        int hidden = inputs / 2;
        cv1 = factory.Conv(inputs, hidden);
        cv2 = factory.Conv(hidden * 4, outputs);
        m = nn.MaxPool2d(kernel, stride: 1, padding: kernel / 2);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor once = cv1.call(input);
        using Tensor joined = MaxPooling.Run(once, Pyramid);
        return cv2.call(joined);
    }

    private Tensor Pyramid(Tensor once)
    {
        using Tensor five = m.call(once);
        using Tensor nine = m.call(five);
        using Tensor thirteen = m.call(nine);
        return cat([once, five, nine, thirteen], 1);
    }
}
