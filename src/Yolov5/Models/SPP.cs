using Schemes.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Spatial pyramid pooling (He et al., 2014): maxima over several windows beside the input itself.
/// [N, C1, H, W] to [N, C2, H, W].
/// </summary>
public sealed class SPP : nn.Module<Tensor, Tensor>
{
    private readonly Conv cv1;
    private readonly Conv cv2;
    private readonly ModuleList<MaxPool2d> m;

    internal SPP(ModuleFactory factory, int inputs, int outputs, IReadOnlyList<int> kernels)
        : base(nameof(SPP))
    {
        int hidden = inputs / 2;
        cv1 = factory.Conv(inputs, hidden);
        cv2 = factory.Conv(hidden * (kernels.Count + 1), outputs);
        m = new ModuleList<MaxPool2d>([.. kernels.Select(kernel => nn.MaxPool2d(kernel, stride: 1, padding: kernel / 2))]);
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
        List<Tensor> branches = [once.alias()];
        try
        {
            foreach (MaxPool2d pool in m)
                branches.Add(pool.call(once));
            return cat(branches, 1);
        }
        finally
        {
            branches.ForEach(branch => branch.Dispose());
        }
    }
}
