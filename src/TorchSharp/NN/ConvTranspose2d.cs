using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class ConvolutionTranspose : Convolution
        {
            private protected ConvolutionTranspose(
                string name,
                long inChannels,
                long outChannels,
                long[] kernelSize,
                long[] stride,
                long[] padding,
                long[] outputPadding,
                long[] dilation,
                long groups,
                bool bias,
                PaddingModes paddingMode,
                torch.Device? device,
                torch.ScalarType? dtype)
                : base(name, inChannels, outChannels, kernelSize, stride, padding, null, dilation, outputPadding, groups, bias, paddingMode, device, dtype)
            {
            }

            public override torch.Tensor forward(torch.Tensor input) => forward(input, null);

            public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);
        }

        public sealed class ConvTranspose2d : ConvolutionTranspose
        {
            internal ConvTranspose2d(
                long inChannels,
                long outChannels,
                long[] kernelSize,
                long[]? stride,
                long[]? padding,
                long[]? outputPadding,
                long[]? dilation,
                long groups,
                bool bias,
                PaddingModes paddingMode,
                torch.Device? device,
                torch.ScalarType? dtype)
                : base(
                    nameof(ConvTranspose2d), inChannels, outChannels, kernelSize, stride ?? [1, 1], padding ?? [0, 0], outputPadding ?? [0, 0], dilation ?? [1, 1], groups, bias, paddingMode, device, dtype)
            {
            }

            public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
            {
                long[] extra = output_size is null ? output_padding : PaddingFor(input.shape, output_size);
                return torch.nn.functional.conv_transpose2d(input, weight, bias, stride, padding, extra, dilation, groups);
            }

            private long[] PaddingFor(long[] input, long[] wanted)
            {
                long[] extra = new long[2];
                for (int i = 0; i < 2; i++)
                {
                    long smallest = ((input[^(2 - i)] - 1) * stride[i]) - (2 * padding![i]) + (dilation[i] * (kernel_size[i] - 1)) + 1;
                    extra[i] = wanted[^(2 - i)] - smallest;
                    if (extra[i] < 0 || extra[i] >= Math.Max(stride[i], dilation[i]))
                        throw new ArgumentException($"An output of {wanted[^(2 - i)]} is out of reach: from {smallest} to {smallest + stride[i] - 1} is possible.", nameof(wanted));
                }

                return extra;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ConvTranspose2d ConvTranspose2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Twice(kernel_size), Twice(stride), Twice(padding), Twice(output_padding), Twice(dilation), groups, bias, padding_mode, device, dtype);

            public static ConvTranspose2d ConvTranspose2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride), Both(padding), Both(output_padding), Both(dilation), groups, bias, padding_mode, device, dtype);
        }
    }
}
