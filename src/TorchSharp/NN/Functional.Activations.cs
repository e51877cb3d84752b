using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator s_mish = Operator.Named("aten::mish");
            private static readonly Operator s_mishInPlace = Operator.Named("aten::mish_");
            private static readonly Operator s_hardtanh = Operator.Named("aten::hardtanh");
            private static readonly Operator s_hardtanhInPlace = Operator.Named("aten::hardtanh_");
            private static readonly Operator s_dropout = Operator.Named("aten::dropout");
            private static readonly Operator s_dropoutInPlace = Operator.Named("aten::dropout_");
            private static readonly Operator s_featureDropout = Operator.Named("aten::feature_dropout");
            private static readonly Operator s_featureDropoutInPlace = Operator.Named("aten::feature_dropout_");

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? x.relu6_().alias() : x.relu6();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.leaky_relu_(negative_slope).alias() : input.leaky_relu(negative_slope);

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_().alias() : x.silu();

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_().alias() : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor hardswish(Tensor input, bool inplace = false) => inplace ? input.hardswish_().alias() : input.hardswish();

            public static Tensor hardsigmoid(Tensor input, bool inplace = false) => inplace ? input.hardsigmoid_().alias() : input.hardsigmoid();

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) =>
                inplace ? s_hardtanhInPlace.CallInPlace(x, min_val, max_val).alias() : s_hardtanh.Call(x, min_val, max_val);

            public static Tensor mish(Tensor x, bool inplace = false) => inplace ? s_mishInPlace.CallInPlace(x).alias() : s_mish.Call(x);

            public static Tensor Mish(Tensor x) => mish(x);

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? s_dropoutInPlace.CallInPlace(input, p, training).alias() : s_dropout.Call(input, p, training);

            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? s_featureDropoutInPlace.CallInPlace(input, p, training).alias() : s_featureDropout.Call(input, p, training);
        }
    }
}
