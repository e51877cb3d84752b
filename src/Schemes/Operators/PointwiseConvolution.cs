using System.Runtime.Intrinsics.X86;
using LibTorch.Unstable;
using TorchSharp;
using TorchSharp.Modules;

namespace Schemes.Operators;

/// <summary>
/// A convolution of 1x1 in training. Over contiguous maps it is computed as a product of matrices, [C2, C1] and [C1, H W] for each image, because
/// oneDNN's convolution copies every map into an order of its own and back.
/// </summary>
public static class PointwiseConvolution
{
    // Of smaller maps the product is no faster: 14.1 ms against 13.6 at 20x20, 27.0 against 29.0 at 40x40 (512 and 256 to 256 channels, 8 images).
    private const long LeastPositions = 1024;

    /// <summary>conv(input). In evaluation, and where the product is not faster, it is the convolution's own operator.</summary>
    /// <param name="convolution">Any convolution.</param>
    /// <param name="input">[N, C1, H, W]; remains owned by the caller.</param>
    /// <returns>[N, C2, H', W'], owned by the caller.</returns>
    public static torch.Tensor Run(Conv2d convolution, torch.Tensor input)
    {
        ArgumentNullException.ThrowIfNull(convolution);
        ArgumentNullException.ThrowIfNull(input);
        return convolution.training && OwnOperators.Enabled && Takes(convolution, input) ? Product(convolution, input) : convolution.call(input);
    }

    /// <summary>True if the product is the faster way.</summary>
    internal static bool Takes(Conv2d convolution, torch.Tensor input)
    {
        if (input.device_type != DeviceType.CPU || input.Dimensions != 4 || !IsPointwise(convolution))
            return false;
        long[] shape = input.shape, strides = input.stride();
        return shape[1] > 1
            && shape[1] == convolution.in_channels
            && shape[2] * shape[3] >= LeastPositions
            && strides[3] == 1 && strides[2] == shape[3] && strides[1] == shape[2] * shape[3]
            && IsFast(TypeOfProduct(input));
    }

    private static bool IsPointwise(Conv2d convolution) =>
        convolution.kernel_size is { } kernel && kernel.All(side => side == 1)
        && convolution.stride is { } stride && stride.All(step => step == 1)
        && convolution.padding is { } padding && padding.All(side => side == 0)
        && convolution.groups == 1;

    private static torch.ScalarType TypeOfProduct(torch.Tensor input)
    {
        AutocastState autocast = AutocastState.Get(DeviceType.CPU);
        return autocast.Enabled ? autocast.Type : input.dtype;
    }

    // Without AVX-512, libtorch multiplies matrices of bfloat16 one element after the other.
    private static bool IsFast(torch.ScalarType type) =>
        type == torch.ScalarType.Float32 || (type == torch.ScalarType.BFloat16 && Avx512BW.IsSupported);

    private static torch.Tensor Product(Conv2d convolution, torch.Tensor input)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        long images = input.shape[0], positions = input.shape[2] * input.shape[3], channels = convolution.out_channels;
        torch.Tensor weight = convolution.weight.view(1, channels, -1).expand(images, channels, -1);
        torch.Tensor maps = input.view(images, -1, positions);
        torch.Tensor product = convolution.bias is { } bias
            ? weight.baddbmm(maps, bias.view(1, channels, 1).expand(images, channels, positions))
            : weight.bmm(maps);
        return product.view(images, channels, input.shape[2], input.shape[3]).MoveToOuterDisposeScope();
    }
}
