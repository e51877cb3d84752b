using Schemes.Distributed;
using Schemes.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Convolutions of several kernel sizes side by side (Tan and Le, MixConv, 2019), batch norm, SiLU. [N, C1, H, W] to [N, C2, H / stride, W / stride].</summary>
public sealed class MixConv2d : nn.Module<Tensor, Tensor>, ISynchronizedNorm
{
    private readonly ModuleList<Conv2d> m;
    private readonly BatchNorm2d bn;
    private readonly nn.Module<Tensor, Tensor> act;

    internal MixConv2d(int inputs, int outputs, IReadOnlyList<int> kernels, int stride, bool equalChannels)
        : base(nameof(MixConv2d))
    {
        int[] channels = equalChannels ? EqualChannels(outputs, kernels.Count) : EqualWeights(outputs, kernels);
        m = new ModuleList<Conv2d>([.. kernels.Zip(channels, (kernel, own) => nn.Conv2d(
            inputs, own, kernel, stride, kernel / 2, groups: ModuleFactory.CommonDivisor(inputs, own), bias: false))]);
        bn = ModuleFactory.BatchNorm(channels.Sum());
        act = nn.SiLU();
        RegisterComponents();
    }

    /// <inheritdoc/>
    public ProcessGroup? Ranks { get; set; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor joined = cat([.. m.Select(convolution => convolution.call(input))], 1);
        return act.call(BatchNormalization.Run(bn, joined, Ranks)).MoveToOuterDisposeScope();
    }

    /// <summary>Channels of each kernel, as equal as they can be: the borders are those of a line from 0 to the number of kernels in as many steps as channels.</summary>
    internal static int[] EqualChannels(int outputs, int kernels)
    {
        int[] channels = new int[kernels];
        for (int i = 0; i < outputs; i++)
            channels[(int)(i * (kernels - 1e-6) / Math.Max(1, outputs - 1))]++;
        return channels;
    }

    /// <summary>Channels of each kernel such that all kernels have about as many weights: shares of 1 / size².</summary>
    internal static int[] EqualWeights(int outputs, IReadOnlyList<int> kernels)
    {
        double sum = kernels.Sum(kernel => 1.0 / (kernel * kernel));
        return [.. kernels.Select(kernel => (int)Math.Round(outputs / (sum * kernel * kernel)))];
    }
}
