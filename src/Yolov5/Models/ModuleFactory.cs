using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Yolov5.Models;

/// <summary>Settings that all blocks of one network have in common; creates its convolutions.</summary>
/// <param name="Activation">The non-linearity of every convolution.</param>
/// <param name="Fused">True if batch norm is folded into the convolutions.</param>
internal sealed record ModuleFactory(Activation Activation, bool Fused)
{
    // YOLOv5's batch norm: the weight of a new value in the running statistics, and the term that keeps the root above zero.
    private const double BatchNormMomentum = 0.03;
    private const double BatchNormEpsilon = 1e-3;

    /// <summary>A batch norm with YOLOv5's settings.</summary>
    public static BatchNorm2d BatchNorm(int channels) => BatchNorm2d(channels, BatchNormEpsilon, BatchNormMomentum);

    /// <summary>Several modules one after another.</summary>
    public static Sequential Repeat(int count, Func<Module<Tensor, Tensor>> create) => Sequential([.. Enumerable.Range(0, count).Select(_ => create())]);

    /// <summary>The largest number of groups that two numbers of channels allow.</summary>
    public static int CommonDivisor(int a, int b) => b == 0 ? a : CommonDivisor(b, a % b);

    /// <summary>A convolution with batch norm and activation; without a padding it keeps the size at stride 1.</summary>
    public Conv Conv(int inputs, int outputs, int kernel = 1, int stride = 1, int? padding = null, int groups = 1, Activation? activation = null) =>
        Block(Conv2d(inputs, outputs, kernel, stride, padding ?? kernel / 2, groups: groups, bias: Fused), outputs, activation);

    /// <summary>A convolution with a kernel that is no square, with batch norm and activation; it keeps the size at stride 1.</summary>
    public Conv Conv(int inputs, int outputs, (int Rows, int Columns) kernel, (int Rows, int Columns) stride, int groups = 1) =>
        Block(Conv2d(inputs, outputs, kernel, stride, ((long)kernel.Rows / 2, (long)kernel.Columns / 2), groups: groups, bias: Fused), outputs, null);

    /// <summary>A convolution with as many groups as its channels allow.</summary>
    public Conv DepthwiseConv(int inputs, int outputs, int kernel, int stride, Activation? activation = null) =>
        Conv(inputs, outputs, kernel, stride, groups: CommonDivisor(inputs, outputs), activation: activation);

    private Conv Block(Conv2d convolution, int outputs, Activation? activation) =>
        new(convolution, Fused ? null : BatchNorm(outputs), activation ?? Activation, hasOwnActivation: activation is not null);
}
