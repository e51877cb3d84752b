using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_eq = Operator.Named("aten::eq", "Tensor");
        private static readonly Operator s_eqScalar = Operator.Named("aten::eq", "Scalar");
        private static readonly Operator s_eqInPlace = Operator.Named("aten::eq_", "Tensor");
        private static readonly Operator s_eqScalarInPlace = Operator.Named("aten::eq_", "Scalar");
        private static readonly Operator s_ne = Operator.Named("aten::ne", "Tensor");
        private static readonly Operator s_neScalar = Operator.Named("aten::ne", "Scalar");
        private static readonly Operator s_neInPlace = Operator.Named("aten::ne_", "Tensor");
        private static readonly Operator s_neScalarInPlace = Operator.Named("aten::ne_", "Scalar");
        private static readonly Operator s_lt = Operator.Named("aten::lt", "Tensor");
        private static readonly Operator s_ltScalar = Operator.Named("aten::lt", "Scalar");
        private static readonly Operator s_ltInPlace = Operator.Named("aten::lt_", "Tensor");
        private static readonly Operator s_ltScalarInPlace = Operator.Named("aten::lt_", "Scalar");
        private static readonly Operator s_le = Operator.Named("aten::le", "Tensor");
        private static readonly Operator s_leScalar = Operator.Named("aten::le", "Scalar");
        private static readonly Operator s_leInPlace = Operator.Named("aten::le_", "Tensor");
        private static readonly Operator s_leScalarInPlace = Operator.Named("aten::le_", "Scalar");
        private static readonly Operator s_gt = Operator.Named("aten::gt", "Tensor");
        private static readonly Operator s_gtScalar = Operator.Named("aten::gt", "Scalar");
        private static readonly Operator s_gtInPlace = Operator.Named("aten::gt_", "Tensor");
        private static readonly Operator s_gtScalarInPlace = Operator.Named("aten::gt_", "Scalar");
        private static readonly Operator s_ge = Operator.Named("aten::ge", "Tensor");
        private static readonly Operator s_geScalar = Operator.Named("aten::ge", "Scalar");
        private static readonly Operator s_geInPlace = Operator.Named("aten::ge_", "Tensor");
        private static readonly Operator s_geScalarInPlace = Operator.Named("aten::ge_", "Scalar");
        private static readonly Operator s_logicalAnd = Operator.Named("aten::logical_and");
        private static readonly Operator s_logicalAndInPlace = Operator.Named("aten::logical_and_");
        private static readonly Operator s_logicalOr = Operator.Named("aten::logical_or");
        private static readonly Operator s_logicalOrInPlace = Operator.Named("aten::logical_or_");
        private static readonly Operator s_logicalXor = Operator.Named("aten::logical_xor");
        private static readonly Operator s_logicalXorInPlace = Operator.Named("aten::logical_xor_");
        private static readonly Operator s_bitwiseAnd = Operator.Named("aten::bitwise_and", "Tensor");
        private static readonly Operator s_bitwiseAndInPlace = Operator.Named("aten::bitwise_and_", "Tensor");
        private static readonly Operator s_bitwiseOr = Operator.Named("aten::bitwise_or", "Tensor");
        private static readonly Operator s_bitwiseOrInPlace = Operator.Named("aten::bitwise_or_", "Tensor");
        private static readonly Operator s_bitwiseXor = Operator.Named("aten::bitwise_xor", "Tensor");
        private static readonly Operator s_bitwiseXorInPlace = Operator.Named("aten::bitwise_xor_", "Tensor");
        private static readonly Operator s_isclose = Operator.Named("aten::isclose");
        private static readonly Operator s_allclose = Operator.Named("aten::allclose");

        public Tensor eq(Tensor target) => s_eq.Call(this, target);

        public Tensor eq(Scalar target) => s_eqScalar.Call(this, target);

        public Tensor eq_(Tensor target) => s_eqInPlace.CallInPlace(this, target);

        public Tensor eq_(Scalar target) => s_eqScalarInPlace.CallInPlace(this, target);

        public Tensor ne(Tensor target) => s_ne.Call(this, target);

        public Tensor ne(Scalar target) => s_neScalar.Call(this, target);

        public Tensor ne_(Tensor target) => s_neInPlace.CallInPlace(this, target);

        public Tensor ne_(Scalar target) => s_neScalarInPlace.CallInPlace(this, target);

        public Tensor lt(Tensor target) => s_lt.Call(this, target);

        public Tensor lt(Scalar target) => s_ltScalar.Call(this, target);

        public Tensor lt_(Tensor target) => s_ltInPlace.CallInPlace(this, target);

        public Tensor lt_(Scalar target) => s_ltScalarInPlace.CallInPlace(this, target);

        public Tensor le(Tensor target) => s_le.Call(this, target);

        public Tensor le(Scalar target) => s_leScalar.Call(this, target);

        public Tensor le_(Tensor target) => s_leInPlace.CallInPlace(this, target);

        public Tensor le_(Scalar target) => s_leScalarInPlace.CallInPlace(this, target);

        public Tensor gt(Tensor target) => s_gt.Call(this, target);

        public Tensor gt(Scalar target) => s_gtScalar.Call(this, target);

        public Tensor gt_(Tensor target) => s_gtInPlace.CallInPlace(this, target);

        public Tensor gt_(Scalar target) => s_gtScalarInPlace.CallInPlace(this, target);

        public Tensor ge(Tensor target) => s_ge.Call(this, target);

        public Tensor ge(Scalar target) => s_geScalar.Call(this, target);

        public Tensor ge_(Tensor target) => s_geInPlace.CallInPlace(this, target);

        public Tensor ge_(Scalar target) => s_geScalarInPlace.CallInPlace(this, target);

        public Tensor equal(Tensor target) => eq(target);

        public Tensor not_equal(Tensor target) => ne(target);

        public Tensor not_equal_(Tensor target) => ne_(target);

        public Tensor less(Tensor target) => lt(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor less_equal_(Tensor target) => le_(target);

        public Tensor greater(Tensor target) => gt(target);

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor logical_and(Tensor other) => s_logicalAnd.Call(this, other);

        public Tensor logical_and_(Tensor other) => s_logicalAndInPlace.CallInPlace(this, other);

        public Tensor logical_or(Tensor other) => s_logicalOr.Call(this, other);

        public Tensor logical_or_(Tensor other) => s_logicalOrInPlace.CallInPlace(this, other);

        public Tensor logical_xor(Tensor other) => s_logicalXor.Call(this, other);

        public Tensor logical_xor_(Tensor other) => s_logicalXorInPlace.CallInPlace(this, other);

        public Tensor bitwise_and(Tensor other) => s_bitwiseAnd.Call(this, other);

        public Tensor bitwise_and_(Tensor other) => s_bitwiseAndInPlace.CallInPlace(this, other);

        public Tensor bitwise_or(Tensor other) => s_bitwiseOr.Call(this, other);

        public Tensor bitwise_or_(Tensor other) => s_bitwiseOrInPlace.CallInPlace(this, other);

        public Tensor bitwise_xor(Tensor other) => s_bitwiseXor.Call(this, other);

        public Tensor bitwise_xor_(Tensor other) => s_bitwiseXorInPlace.CallInPlace(this, other);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            s_isclose.Call(this, other, rtol, atol, nanEqual);

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            s_allclose.CallInteger(this, target, rtol, atol, equal_nan) != 0;
    }
}
