using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Conv2d : Convolution
        {
            internal Conv2d(
                long inChannels,
                long outChannels,
                long[] kernelSize,
                long[]? stride,
                long[]? padding,
                Padding? paddingType,
                long[]? dilation,
                long groups,
                bool bias,
                PaddingModes paddingMode,
                torch.Device? device,
                torch.ScalarType? dtype)
                : base(
                    nameof(Conv2d), inChannels, outChannels, kernelSize, stride ?? [1, 1], padding, paddingType, dilation ?? [1, 1], null, groups, bias, paddingMode, device, dtype)
            {
            }

            public override torch.Tensor forward(torch.Tensor input) => Convolve(input);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Twice(kernel_size), Twice(stride), Twice(padding), null, Twice(dilation), groups, bias, padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride), Both(padding), null, Both(dilation), groups, bias, padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Twice(kernel_size), Twice(stride), null, padding, Twice(dilation), groups, bias, padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Both(kernel_size), Both(stride), null, padding, Both(dilation), groups, bias, padding_mode, device, dtype);
        }
    }
}
