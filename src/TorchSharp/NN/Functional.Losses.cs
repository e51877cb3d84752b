using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator s_bce = Operator.Named("aten::binary_cross_entropy");
            private static readonly Operator s_bceWithLogits = Operator.Named("aten::binary_cross_entropy_with_logits");
            private static readonly Operator s_crossEntropy = Operator.Named("aten::cross_entropy_loss");
            private static readonly Operator s_nll = Operator.Named("aten::nll_loss");
            private static readonly Operator s_mse = Operator.Named("aten::mse_loss");
            private static readonly Operator s_l1 = Operator.Named("aten::l1_loss");
            private static readonly Operator s_smoothL1 = Operator.Named("aten::smooth_l1_loss");
            private static readonly Operator s_oneHot = Operator.Named("aten::one_hot");

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                s_bce.Call(input, target, weight, (long)reduction);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                s_bceWithLogits.Call(input, target, weight, pos_weights, (long)reduction);

            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                s_crossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                s_nll.Call(input, target, weight, (long)reduction);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => s_mse.Call(input, target, (long)reduction);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => s_l1.Call(input, target, (long)reduction);

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                s_smoothL1.Call(input, target, (long)reduction, beta);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => s_oneHot.Call(x, num_classes);
        }
    }
}
