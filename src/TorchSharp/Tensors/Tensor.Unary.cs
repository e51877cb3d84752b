using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_abs = Operator.Named("aten::abs");
        private static readonly Operator s_absInPlace = Operator.Named("aten::abs_");
        private static readonly Operator s_neg = Operator.Named("aten::neg");
        private static readonly Operator s_negInPlace = Operator.Named("aten::neg_");
        private static readonly Operator s_exp = Operator.Named("aten::exp");
        private static readonly Operator s_expInPlace = Operator.Named("aten::exp_");
        private static readonly Operator s_exp2 = Operator.Named("aten::exp2");
        private static readonly Operator s_exp2InPlace = Operator.Named("aten::exp2_");
        private static readonly Operator s_expm1 = Operator.Named("aten::expm1");
        private static readonly Operator s_expm1InPlace = Operator.Named("aten::expm1_");
        private static readonly Operator s_log = Operator.Named("aten::log");
        private static readonly Operator s_logInPlace = Operator.Named("aten::log_");
        private static readonly Operator s_log2 = Operator.Named("aten::log2");
        private static readonly Operator s_log2InPlace = Operator.Named("aten::log2_");
        private static readonly Operator s_log10 = Operator.Named("aten::log10");
        private static readonly Operator s_log10InPlace = Operator.Named("aten::log10_");
        private static readonly Operator s_log1p = Operator.Named("aten::log1p");
        private static readonly Operator s_log1pInPlace = Operator.Named("aten::log1p_");
        private static readonly Operator s_sqrt = Operator.Named("aten::sqrt");
        private static readonly Operator s_sqrtInPlace = Operator.Named("aten::sqrt_");
        private static readonly Operator s_rsqrt = Operator.Named("aten::rsqrt");
        private static readonly Operator s_rsqrtInPlace = Operator.Named("aten::rsqrt_");
        private static readonly Operator s_reciprocal = Operator.Named("aten::reciprocal");
        private static readonly Operator s_reciprocalInPlace = Operator.Named("aten::reciprocal_");
        private static readonly Operator s_square = Operator.Named("aten::square");
        private static readonly Operator s_sign = Operator.Named("aten::sign");
        private static readonly Operator s_signInPlace = Operator.Named("aten::sign_");
        private static readonly Operator s_sgn = Operator.Named("aten::sgn");
        private static readonly Operator s_sgnInPlace = Operator.Named("aten::sgn_");
        private static readonly Operator s_floor = Operator.Named("aten::floor");
        private static readonly Operator s_floorInPlace = Operator.Named("aten::floor_");
        private static readonly Operator s_ceil = Operator.Named("aten::ceil");
        private static readonly Operator s_ceilInPlace = Operator.Named("aten::ceil_");
        private static readonly Operator s_trunc = Operator.Named("aten::trunc");
        private static readonly Operator s_truncInPlace = Operator.Named("aten::trunc_");
        private static readonly Operator s_frac = Operator.Named("aten::frac");
        private static readonly Operator s_fracInPlace = Operator.Named("aten::frac_");
        private static readonly Operator s_sin = Operator.Named("aten::sin");
        private static readonly Operator s_sinInPlace = Operator.Named("aten::sin_");
        private static readonly Operator s_cos = Operator.Named("aten::cos");
        private static readonly Operator s_cosInPlace = Operator.Named("aten::cos_");
        private static readonly Operator s_tan = Operator.Named("aten::tan");
        private static readonly Operator s_tanInPlace = Operator.Named("aten::tan_");
        private static readonly Operator s_asin = Operator.Named("aten::asin");
        private static readonly Operator s_asinInPlace = Operator.Named("aten::asin_");
        private static readonly Operator s_acos = Operator.Named("aten::acos");
        private static readonly Operator s_acosInPlace = Operator.Named("aten::acos_");
        private static readonly Operator s_atan = Operator.Named("aten::atan");
        private static readonly Operator s_atanInPlace = Operator.Named("aten::atan_");
        private static readonly Operator s_sinh = Operator.Named("aten::sinh");
        private static readonly Operator s_sinhInPlace = Operator.Named("aten::sinh_");
        private static readonly Operator s_cosh = Operator.Named("aten::cosh");
        private static readonly Operator s_coshInPlace = Operator.Named("aten::cosh_");
        private static readonly Operator s_tanh = Operator.Named("aten::tanh");
        private static readonly Operator s_tanhInPlace = Operator.Named("aten::tanh_");
        private static readonly Operator s_erf = Operator.Named("aten::erf");
        private static readonly Operator s_erfInPlace = Operator.Named("aten::erf_");
        private static readonly Operator s_sigmoid = Operator.Named("aten::sigmoid");
        private static readonly Operator s_sigmoidInPlace = Operator.Named("aten::sigmoid_");
        private static readonly Operator s_relu = Operator.Named("aten::relu");
        private static readonly Operator s_reluInPlace = Operator.Named("aten::relu_");
        private static readonly Operator s_relu6 = Operator.Named("aten::relu6");
        private static readonly Operator s_relu6InPlace = Operator.Named("aten::relu6_");
        private static readonly Operator s_silu = Operator.Named("aten::silu");
        private static readonly Operator s_siluInPlace = Operator.Named("aten::silu_");
        private static readonly Operator s_hardswish = Operator.Named("aten::hardswish");
        private static readonly Operator s_hardswishInPlace = Operator.Named("aten::hardswish_");
        private static readonly Operator s_hardsigmoid = Operator.Named("aten::hardsigmoid");
        private static readonly Operator s_hardsigmoidInPlace = Operator.Named("aten::hardsigmoid_");
        private static readonly Operator s_logicalNot = Operator.Named("aten::logical_not");
        private static readonly Operator s_logicalNotInPlace = Operator.Named("aten::logical_not_");
        private static readonly Operator s_bitwiseNot = Operator.Named("aten::bitwise_not");
        private static readonly Operator s_bitwiseNotInPlace = Operator.Named("aten::bitwise_not_");
        private static readonly Operator s_isnan = Operator.Named("aten::isnan");
        private static readonly Operator s_isinf = Operator.Named("aten::isinf");
        private static readonly Operator s_isfinite = Operator.Named("aten::isfinite");

        public Tensor abs() => s_abs.Call(this);

        public Tensor abs_() => s_absInPlace.CallInPlace(this);

        public Tensor neg() => s_neg.Call(this);

        public Tensor neg_() => s_negInPlace.CallInPlace(this);

        public Tensor exp() => s_exp.Call(this);

        public Tensor exp_() => s_expInPlace.CallInPlace(this);

        public Tensor exp2() => s_exp2.Call(this);

        public Tensor exp2_() => s_exp2InPlace.CallInPlace(this);

        public Tensor expm1() => s_expm1.Call(this);

        public Tensor expm1_() => s_expm1InPlace.CallInPlace(this);

        public Tensor log() => s_log.Call(this);

        public Tensor log_() => s_logInPlace.CallInPlace(this);

        public Tensor log2() => s_log2.Call(this);

        public Tensor log2_() => s_log2InPlace.CallInPlace(this);

        public Tensor log10() => s_log10.Call(this);

        public Tensor log10_() => s_log10InPlace.CallInPlace(this);

        public Tensor log1p() => s_log1p.Call(this);

        public Tensor log1p_() => s_log1pInPlace.CallInPlace(this);

        public Tensor sqrt() => s_sqrt.Call(this);

        public Tensor sqrt_() => s_sqrtInPlace.CallInPlace(this);

        public Tensor rsqrt() => s_rsqrt.Call(this);

        public Tensor rsqrt_() => s_rsqrtInPlace.CallInPlace(this);

        public Tensor reciprocal() => s_reciprocal.Call(this);

        public Tensor reciprocal_() => s_reciprocalInPlace.CallInPlace(this);

        public Tensor square() => s_square.Call(this);

        public Tensor sign() => s_sign.Call(this);

        public Tensor sign_() => s_signInPlace.CallInPlace(this);

        public Tensor sgn() => s_sgn.Call(this);

        public Tensor sgn_() => s_sgnInPlace.CallInPlace(this);

        public Tensor floor() => s_floor.Call(this);

        public Tensor floor_() => s_floorInPlace.CallInPlace(this);

        public Tensor ceil() => s_ceil.Call(this);

        public Tensor ceil_() => s_ceilInPlace.CallInPlace(this);

        public Tensor trunc() => s_trunc.Call(this);

        public Tensor trunc_() => s_truncInPlace.CallInPlace(this);

        public Tensor frac() => s_frac.Call(this);

        public Tensor frac_() => s_fracInPlace.CallInPlace(this);

        public Tensor sin() => s_sin.Call(this);

        public Tensor sin_() => s_sinInPlace.CallInPlace(this);

        public Tensor cos() => s_cos.Call(this);

        public Tensor cos_() => s_cosInPlace.CallInPlace(this);

        public Tensor tan() => s_tan.Call(this);

        public Tensor tan_() => s_tanInPlace.CallInPlace(this);

        public Tensor asin() => s_asin.Call(this);

        public Tensor asin_() => s_asinInPlace.CallInPlace(this);

        public Tensor acos() => s_acos.Call(this);

        public Tensor acos_() => s_acosInPlace.CallInPlace(this);

        public Tensor atan() => s_atan.Call(this);

        public Tensor atan_() => s_atanInPlace.CallInPlace(this);

        public Tensor sinh() => s_sinh.Call(this);

        public Tensor sinh_() => s_sinhInPlace.CallInPlace(this);

        public Tensor cosh() => s_cosh.Call(this);

        public Tensor cosh_() => s_coshInPlace.CallInPlace(this);

        public Tensor tanh() => s_tanh.Call(this);

        public Tensor tanh_() => s_tanhInPlace.CallInPlace(this);

        public Tensor erf() => s_erf.Call(this);

        public Tensor erf_() => s_erfInPlace.CallInPlace(this);

        public Tensor sigmoid() => s_sigmoid.Call(this);

        public Tensor sigmoid_() => s_sigmoidInPlace.CallInPlace(this);

        public Tensor relu() => s_relu.Call(this);

        public Tensor relu_() => s_reluInPlace.CallInPlace(this);

        public Tensor relu6() => s_relu6.Call(this);

        public Tensor relu6_() => s_relu6InPlace.CallInPlace(this);

        public Tensor silu() => s_silu.Call(this);

        public Tensor silu_() => s_siluInPlace.CallInPlace(this);

        public Tensor hardswish() => s_hardswish.Call(this);

        public Tensor hardswish_() => s_hardswishInPlace.CallInPlace(this);

        public Tensor hardsigmoid() => s_hardsigmoid.Call(this);

        public Tensor hardsigmoid_() => s_hardsigmoidInPlace.CallInPlace(this);

        public Tensor logical_not() => s_logicalNot.Call(this);

        public Tensor logical_not_() => s_logicalNotInPlace.CallInPlace(this);

        public Tensor bitwise_not() => s_bitwiseNot.Call(this);

        public Tensor bitwise_not_() => s_bitwiseNotInPlace.CallInPlace(this);

        public Tensor isnan() => s_isnan.Call(this);

        public Tensor isinf() => s_isinf.Call(this);

        public Tensor isfinite() => s_isfinite.Call(this);

        public Tensor absolute() => abs();

        public Tensor absolute_() => abs_();

        public Tensor negative() => neg();

        public Tensor arctan() => atan();

        public Tensor arctan_() => atan_();
    }
}
