using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_add = Operator.Named("aten::add", "Tensor");
        private static readonly Operator s_addScalar = Operator.Named("aten::add", "Scalar");
        private static readonly Operator s_addInPlace = Operator.Named("aten::add_", "Tensor");
        private static readonly Operator s_addScalarInPlace = Operator.Named("aten::add_", "Scalar");
        private static readonly Operator s_sub = Operator.Named("aten::sub", "Tensor");
        private static readonly Operator s_subScalar = Operator.Named("aten::sub", "Scalar");
        private static readonly Operator s_subInPlace = Operator.Named("aten::sub_", "Tensor");
        private static readonly Operator s_subScalarInPlace = Operator.Named("aten::sub_", "Scalar");
        private static readonly Operator s_mul = Operator.Named("aten::mul", "Tensor");
        private static readonly Operator s_mulScalar = Operator.Named("aten::mul", "Scalar");
        private static readonly Operator s_mulInPlace = Operator.Named("aten::mul_", "Tensor");
        private static readonly Operator s_mulScalarInPlace = Operator.Named("aten::mul_", "Scalar");
        private static readonly Operator s_div = Operator.Named("aten::div", "Tensor");
        private static readonly Operator s_divScalar = Operator.Named("aten::div", "Scalar");
        private static readonly Operator s_divMode = Operator.Named("aten::div", "Tensor_mode");
        private static readonly Operator s_divScalarMode = Operator.Named("aten::div", "Scalar_mode");
        private static readonly Operator s_divInPlace = Operator.Named("aten::div_", "Tensor");
        private static readonly Operator s_divScalarInPlace = Operator.Named("aten::div_", "Scalar");
        private static readonly Operator s_divModeInPlace = Operator.Named("aten::div_", "Tensor_mode");
        private static readonly Operator s_divScalarModeInPlace = Operator.Named("aten::div_", "Scalar_mode");
        private static readonly Operator s_fmod = Operator.Named("aten::fmod", "Tensor");
        private static readonly Operator s_fmodScalar = Operator.Named("aten::fmod", "Scalar");
        private static readonly Operator s_fmodInPlace = Operator.Named("aten::fmod_", "Tensor");
        private static readonly Operator s_fmodScalarInPlace = Operator.Named("aten::fmod_", "Scalar");
        private static readonly Operator s_remainder = Operator.Named("aten::remainder", "Tensor");
        private static readonly Operator s_remainderScalar = Operator.Named("aten::remainder", "Scalar");
        private static readonly Operator s_remainderInPlace = Operator.Named("aten::remainder_", "Tensor");
        private static readonly Operator s_remainderScalarInPlace = Operator.Named("aten::remainder_", "Scalar");
        private static readonly Operator s_pow = Operator.Named("aten::pow", "Tensor_Tensor");
        private static readonly Operator s_powScalar = Operator.Named("aten::pow", "Tensor_Scalar");
        private static readonly Operator s_powInPlace = Operator.Named("aten::pow_", "Tensor");
        private static readonly Operator s_powScalarInPlace = Operator.Named("aten::pow_", "Scalar");
        private static readonly Operator s_floorDivide = Operator.Named("aten::floor_divide");
        private static readonly Operator s_floorDivideScalar = Operator.Named("aten::floor_divide", "Scalar");

        public Tensor add(Tensor target) => s_add.Call(this, target);

        public Tensor add(Scalar scalar) => s_addScalar.Call(this, scalar);

        public Tensor add(Tensor target, Scalar alpha) => s_add.Call(this, target, alpha);

        public Tensor add(Scalar scalar, Scalar alpha) => s_addScalar.Call(this, scalar, alpha);

        public Tensor add_(Tensor target) => s_addInPlace.CallInPlace(this, target);

        public Tensor add_(Scalar scalar) => s_addScalarInPlace.CallInPlace(this, scalar);

        public Tensor add_(Tensor target, Scalar alpha) => s_addInPlace.CallInPlace(this, target, alpha);

        public Tensor add_(Scalar scalar, Scalar alpha) => s_addScalarInPlace.CallInPlace(this, scalar, alpha);

        public Tensor sub(Tensor target) => s_sub.Call(this, target);

        public Tensor sub(Scalar target) => s_subScalar.Call(this, target);

        public Tensor sub_(Tensor target) => s_subInPlace.CallInPlace(this, target);

        public Tensor sub_(Scalar target) => s_subScalarInPlace.CallInPlace(this, target);

        public Tensor mul(Tensor target) => s_mul.Call(this, target);

        public Tensor mul(Scalar target) => s_mulScalar.Call(this, target);

        public Tensor mul_(Tensor target) => s_mulInPlace.CallInPlace(this, target);

        public Tensor mul_(Scalar target) => s_mulScalarInPlace.CallInPlace(this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? s_div.Call(this, target) : s_divMode.Call(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? s_divScalar.Call(this, target) : s_divScalarMode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? s_divInPlace.CallInPlace(this, target) : s_divModeInPlace.CallInPlace(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? s_divScalarInPlace.CallInPlace(this, target) : s_divScalarModeInPlace.CallInPlace(this, target, rounding_mode.ToString());

        public Tensor fmod(Tensor target) => s_fmod.Call(this, target);

        public Tensor fmod(Scalar scalar) => s_fmodScalar.Call(this, scalar);

        public Tensor fmod_(Tensor target) => s_fmodInPlace.CallInPlace(this, target);

        public Tensor fmod_(Scalar scalar) => s_fmodScalarInPlace.CallInPlace(this, scalar);

        public Tensor remainder(Tensor target) => s_remainder.Call(this, target);

        public Tensor remainder(Scalar scalar) => s_remainderScalar.Call(this, scalar);

        public Tensor remainder_(Tensor target) => s_remainderInPlace.CallInPlace(this, target);

        public Tensor remainder_(Scalar scalar) => s_remainderScalarInPlace.CallInPlace(this, scalar);

        public Tensor pow(Tensor exponent) => s_pow.Call(this, exponent);

        public Tensor pow(Scalar exponent) => s_powScalar.Call(this, exponent);

        public Tensor pow_(Tensor exponent) => s_powInPlace.CallInPlace(this, exponent);

        public Tensor pow_(Scalar exponent) => s_powScalarInPlace.CallInPlace(this, exponent);

        public Tensor floor_divide(Tensor other) => s_floorDivide.Call(this, other);

        public Tensor floor_divide(Scalar other) => s_floorDivideScalar.Call(this, other);

        public Tensor subtract(Tensor target) => sub(target);

        public Tensor subtract(Scalar target) => sub(target);

        public Tensor subtract_(Tensor target) => sub_(target);

        public Tensor subtract_(Scalar target) => sub_(target);

        public Tensor multiply(Tensor target) => mul(target);

        public Tensor multiply(Scalar target) => mul(target);

        public Tensor true_divide(Tensor other) => div(other);

        public Tensor true_divide(Scalar other) => div(other);

        public Tensor true_divide_(Tensor other) => div_(other);

        public Tensor true_divide_(Scalar other) => div_(other);

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
    }
}
