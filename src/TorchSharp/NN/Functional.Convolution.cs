using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator s_conv2d = Operator.Named("aten::conv2d");
            private static readonly Operator s_conv2dPadding = Operator.Named("aten::conv2d", "padding");
            private static readonly Operator s_convTranspose2d = Operator.Named("aten::conv_transpose2d", "input");
            private static readonly Operator s_linear = Operator.Named("aten::linear");
            private static readonly Operator s_batchNorm = Operator.Named("aten::batch_norm");

            private static readonly long[] s_one = [1, 1];
            private static readonly long[] s_zero = [0, 0];

            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                s_conv2d.Call(input, weight, bias, strides ?? s_one, padding ?? s_zero, dilation ?? s_one, groups);

            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid, long[]? dilation = null, long groups = 1) =>
                s_conv2dPadding.Call(input, weight, bias, strides ?? s_one, padding == Padding.Same ? "same" : "valid", dilation ?? s_one, groups);

            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1) =>
                s_convTranspose2d.Call(input, weight, bias, strides ?? s_one, padding ?? s_zero, output_padding ?? s_zero, groups, dilation ?? s_one);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => s_linear.Call(input, weights, bias);

            public static Tensor batch_norm(
                Tensor input,
                Tensor? running_mean,
                Tensor? running_var,
                Tensor? weight = null,
                Tensor? bias = null,
                bool training = false,
                double momentum = 0.1,
                double eps = 1e-05) =>
                s_batchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);
        }
    }
}
