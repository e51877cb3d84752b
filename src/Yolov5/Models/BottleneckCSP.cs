using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// The CSP block of YOLOv5's first versions (Wang et al., CSPNet, 2019): bottlenecks beside a plain convolution, then one
/// batch norm over both. [N, C1, H, W] to [N, C2, H, W].
/// </summary>
public sealed class BottleneckCSP : nn.Module<Tensor, Tensor>, ISynchronizedNorm
{
    private readonly Conv cv1;
    private readonly Conv2d cv2;
    private readonly Conv2d cv3;
    private readonly Conv cv4;
    private readonly BatchNorm2d bn;
    private readonly nn.Module<Tensor, Tensor> act;
    private readonly Sequential m;

    internal BottleneckCSP(ModuleFactory factory, int inputs, int outputs, int repeats, bool shortcut, int groups, double expansion)
        : base(nameof(BottleneckCSP))
    {
        int hidden = (int)(outputs * expansion);
        cv1 = factory.Conv(inputs, hidden);
        cv2 = nn.Conv2d(inputs, hidden, 1, bias: false);
        cv3 = nn.Conv2d(hidden, hidden, 1, bias: false);
        cv4 = factory.Conv(2 * hidden, outputs);
        bn = ModuleFactory.BatchNorm(2 * hidden);

        // SiLU whatever the network's own activation is, as in the reference.
        act = nn.SiLU();
        m = ModuleFactory.Repeat(repeats, () => new Bottleneck(factory, hidden, hidden, shortcut, groups, expansion: 1.0));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public ProcessGroup? Ranks { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Tensor joined = Branches(input);
        using Tensor normalised = BatchNormalization.Run(bn, joined, Ranks);
        using Tensor activated = act.call(normalised);
        return cv4.call(activated);
    }

    private Tensor Branches(Tensor input)
    {
        using Tensor entry = cv1.call(input);
        using Tensor deep = m.call(entry);
        using Tensor through = PointwiseConvolution.Run(cv3, deep);
        using Tensor around = PointwiseConvolution.Run(cv2, input);
        return cat([through, around], 1);
    }
}
