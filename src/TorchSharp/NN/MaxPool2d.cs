using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class MaxPool2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal MaxPool2d(long[] kernelSize, long[]? stride, long[]? padding, long[]? dilation, bool ceilMode)
                : base(nameof(MaxPool2d))
            {
                kernel_size = kernelSize;
                this.stride = stride ?? kernelSize;
                this.padding = padding ?? [0, 0];
                this.dilation = dilation ?? [1, 1];
                ceil_mode = ceilMode;
            }

            public long[] kernel_size { get; set; }

            public long[] stride { get; set; }

            public long[] padding { get; set; }

            public long[] dilation { get; set; }

            public bool ceil_mode { get; set; }

            public override torch.Tensor forward(torch.Tensor input) =>
                torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);

            public (torch.Tensor Values, torch.Tensor Indices) forward_with_indices(torch.Tensor input) =>
                torch.nn.functional.max_pool2d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new(Twice(kernel_size), Twice(stride), Twice(padding), Twice(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                new(Both(kernel_size), Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d(long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                new(kernel_size, stride, padding, dilation, ceil_mode);

            private static long[] Twice(long value) => [value, value];

            private static long[]? Twice(long? value) => value is { } both ? [both, both] : null;

            private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];

            private static long[]? Both((long, long)? pair) => pair is { } both ? [both.Item1, both.Item2] : null;
        }
    }
}
