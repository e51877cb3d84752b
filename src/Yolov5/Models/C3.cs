using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// CSP block with three convolutions: half of the channels run through an inner module, half go around it. The inner module is
/// a sequence of bottlenecks (C3), of cross convolutions (C3x) or of ghost bottlenecks (C3Ghost), a transformer (C3TR) or
/// spatial pyramid pooling (C3SPP). [N, C1, H, W] to [N, C2, H, W].
/// </summary>
public sealed class C3 : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;
    private readonly Conv cv3;
    private readonly nn.Module<Tensor, Tensor> m;

    internal C3(ModuleFactory factory, int inputs, int outputs, double expansion, Func<int, nn.Module<Tensor, Tensor>> inner)
        : base(nameof(C3))
    {
        int hidden = (int)(outputs * expansion);
        cv1 = factory.Conv(inputs, hidden);
        cv2 = factory.Conv(inputs, hidden);
        cv3 = factory.Conv(2 * hidden, outputs);
        m = inner(hidden);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor joined = Branches(input);
        return cv3.call(joined);
    }

    // A method of its own, so that the branches are freed before the last convolution runs.
    private Tensor Branches(Tensor input)
    {
        Tensor entry = cv1.call(input);
        Tensor through;
        using (entry)
            through = m.call(entry);
        using (through)
        {
            using Tensor around = cv2.call(input);
            return cat([through, around], 1);
        }
    }
}
