using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_to = Operator.Named("aten::to", "dtype_layout");
        private static readonly Operator s_clone = Operator.Named("aten::clone");
        private static readonly Operator s_copyInPlace = Operator.Named("aten::copy_");
        private static readonly Operator s_fillInPlace = Operator.Named("aten::fill_", "Scalar");
        private static readonly Operator s_zeroInPlace = Operator.Named("aten::zero_");
        private static readonly Operator s_clamp = Operator.Named("aten::clamp");
        private static readonly Operator s_clampInPlace = Operator.Named("aten::clamp_");
        private static readonly Operator s_clampTensor = Operator.Named("aten::clamp", "Tensor");
        private static readonly Operator s_clampTensorInPlace = Operator.Named("aten::clamp_", "Tensor");
        private static readonly Operator s_round = Operator.Named("aten::round", "decimals");
        private static readonly Operator s_roundInPlace = Operator.Named("aten::round_", "decimals");
        private static readonly Operator s_addcmul = Operator.Named("aten::addcmul");
        private static readonly Operator s_addcmulInPlace = Operator.Named("aten::addcmul_");
        private static readonly Operator s_addcdiv = Operator.Named("aten::addcdiv");
        private static readonly Operator s_addcdivInPlace = Operator.Named("aten::addcdiv_");
        private static readonly Operator s_lerp = Operator.Named("aten::lerp", "Tensor");
        private static readonly Operator s_lerpInPlace = Operator.Named("aten::lerp_", "Tensor");
        private static readonly Operator s_atan2 = Operator.Named("aten::atan2");
        private static readonly Operator s_atan2InPlace = Operator.Named("aten::atan2_");
        private static readonly Operator s_xlogy = Operator.Named("aten::xlogy", "Tensor");
        private static readonly Operator s_logit = Operator.Named("aten::logit");
        private static readonly Operator s_nanToNum = Operator.Named("aten::nan_to_num");
        private static readonly Operator s_nanToNumInPlace = Operator.Named("aten::nan_to_num_");
        private static readonly Operator s_leakyRelu = Operator.Named("aten::leaky_relu");
        private static readonly Operator s_leakyReluInPlace = Operator.Named("aten::leaky_relu_");
        private static readonly Operator s_softmax = Operator.Named("aten::softmax", "int");
        private static readonly Operator s_logSoftmax = Operator.Named("aten::log_softmax", "int");
        private static readonly Operator s_logSigmoid = Operator.Named("aten::log_sigmoid");
        private static readonly Operator s_softplus = Operator.Named("aten::softplus");
        private static readonly Operator s_matmul = Operator.Named("aten::matmul");
        private static readonly Operator s_mm = Operator.Named("aten::mm");
        private static readonly Operator s_bmm = Operator.Named("aten::bmm");
        private static readonly Operator s_mv = Operator.Named("aten::mv");
        private static readonly Operator s_dot = Operator.Named("aten::dot");
        private static readonly Operator s_outer = Operator.Named("aten::outer");
        private static readonly Operator s_addmm = Operator.Named("aten::addmm");

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Convert(type, null, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(type, device, copy, disposeAfter, non_blocking);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Convert(null, device, copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(null, new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Convert(null, Device.Of(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) => Convert(other.dtype, other.device, false, false, non_blocking);

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Convert(type, null, copy, disposeAfter, non_blocking);

        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);

        public Tensor type_as(Tensor tensor) => to(tensor.dtype);

        public Tensor cpu() => to(DeviceType.CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is not null && device.type != DeviceType.CUDA)
                throw new ArgumentException("Not a CUDA device.", nameof(device));
            return to(device ?? CUDA, non_blocking: non_blocking);
        }

        public Tensor @bool() => to(ScalarType.Bool);

        public Tensor @byte() => to(ScalarType.Byte);

        public Tensor @char() => to(ScalarType.Int8);

        public Tensor @short() => to(ScalarType.Int16);

        public Tensor @int() => to(ScalarType.Int32);

        public Tensor @long() => to(ScalarType.Int64);

        public Tensor half() => to(ScalarType.Float16);

        public Tensor bfloat16() => to(ScalarType.BFloat16);

        public Tensor @float() => to(ScalarType.Float32);

        public Tensor @double() => to(ScalarType.Float64);

        public Tensor clone() => s_clone.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => s_copyInPlace.CallInPlace(this, source, nonBlocking);

        public Tensor fill_(Scalar value) => s_fillInPlace.CallInPlace(this, value);

        public Tensor zero_() => s_zeroInPlace.CallInPlace(this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => s_clamp.Call(this, min, max);

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => s_clampTensor.Call(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => s_clampInPlace.CallInPlace(this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => s_clampTensorInPlace.CallInPlace(this, min, max);

        public Tensor clamp_max(Scalar max) => s_clamp.Call(this, Arg.None, max);

        public Tensor clamp_max_(Scalar max) => s_clampInPlace.CallInPlace(this, Arg.None, max);

        public Tensor clamp_min(Scalar min) => s_clamp.Call(this, min);

        public Tensor clamp_min_(Scalar min) => s_clampInPlace.CallInPlace(this, min);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor round(long decimals = 0) => s_round.Call(this, decimals);

        public Tensor round_(long decimals = 0) => s_roundInPlace.CallInPlace(this, decimals);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => s_addcmul.Call(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => s_addcmulInPlace.CallInPlace(this, tensor1, tensor2, value);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => s_addcdiv.Call(this, tensor1, tensor2);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => s_addcdiv.Call(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => s_addcdivInPlace.CallInPlace(this, tensor1, tensor2);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => s_addcdivInPlace.CallInPlace(this, tensor1, tensor2, value);

        public Tensor lerp(Tensor end, Tensor weight) => s_lerp.Call(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight) => s_lerpInPlace.CallInPlace(this, end, weight);

        public Tensor atan2(Tensor other) => s_atan2.Call(this, other);

        public Tensor atan2_(Tensor other) => s_atan2InPlace.CallInPlace(this, other);

        public Tensor xlogy(Tensor y) => s_xlogy.Call(this, y);

        public Tensor logit(double? eps = null) => s_logit.Call(this, eps);

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => s_nanToNum.Call(this, nan, posinf, neginf);

        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) => s_nanToNumInPlace.CallInPlace(this, nan, posinf, neginf);

        public Tensor leaky_relu(Scalar negative_slope) => s_leakyRelu.Call(this, negative_slope);

        public Tensor leaky_relu_(Scalar negative_slope) => s_leakyReluInPlace.CallInPlace(this, negative_slope);

        public Tensor softmax(long dim, ScalarType? dtype = null) => s_softmax.Call(this, dim, dtype);

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => s_logSoftmax.Call(this, dim, dtype);

        public Tensor log_sigmoid() => s_logSigmoid.Call(this);

        public Tensor softplus(double beta = 1, double threshold = 20) => s_softplus.Call(this, beta, threshold);

        public Tensor matmul(Tensor target) => s_matmul.Call(this, target);

        public Tensor mm(Tensor target) => s_mm.Call(this, target);

        public Tensor bmm(Tensor batch2) => s_bmm.Call(this, batch2);

        public Tensor mv(Tensor target) => s_mv.Call(this, target);

        public Tensor dot(Tensor target) => s_dot.Call(this, target);

        public Tensor outer(Tensor vec2) => s_outer.Call(this, vec2);

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => s_addmm.Call(this, mat1, mat2, (double)beta, (double)alpha);

        private Tensor Convert(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            Tensor result = s_to.Call(this, type, Arg.None, device, Arg.None, nonBlocking, copy);
            if (disposeAfter)
                Dispose();
            return result;
        }
    }
}
