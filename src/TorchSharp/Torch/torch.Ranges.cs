using Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_arange = Operator.Named("aten::arange", "start_step");
    private static readonly Operator s_linspace = Operator.Named("aten::linspace");
    private static readonly Operator s_eye = Operator.Named("aten::eye", "m");
    private static readonly Operator s_emptyStrided = Operator.Named("aten::empty_strided");
    private static readonly Operator s_zerosLike = Operator.Named("aten::zeros_like");
    private static readonly Operator s_onesLike = Operator.Named("aten::ones_like");
    private static readonly Operator s_emptyLike = Operator.Named("aten::empty_like");
    private static readonly Operator s_fullLike = Operator.Named("aten::full_like");
    private static readonly Operator s_randLike = Operator.Named("aten::rand_like");
    private static readonly Operator s_randnLike = Operator.Named("aten::randn_like");

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(0, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        bool whole = is_integral(start.Type) && is_integral(stop.Type) && is_integral(step.Type);
        Tensor tensor = s_arange.Call(start, stop, step, dtype ?? (whole ? ScalarType.Int64 : s_defaultType), Arg.None, Place(device), Arg.None);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    public static Tensor linspace(double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        Tensor tensor = s_linspace.Call(start, end, steps, dtype ?? s_defaultType, Arg.None, Place(device), Arg.None);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    public static Tensor eye(long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ThrowIfNamed(names);
        Tensor tensor = s_eye.Call(rows, columns < 0 ? rows : columns, dtype ?? s_defaultType, Arg.None, Place(device), Arg.None);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    public static Tensor empty_strided(long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ThrowIfNamed(names);
        Tensor tensor = s_emptyStrided.Call(size, strides, dtype ?? s_defaultType, Arg.None, Place(device), Arg.None);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    public static Tensor zeros_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like(s_zerosLike, input, dtype, device, requires_grad, names);

    public static Tensor ones_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like(s_onesLike, input, dtype, device, requires_grad, names);

    public static Tensor empty_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Like(s_emptyLike, input, dtype, device, requires_grad, names);

    public static Tensor full_like(Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        ThrowIfNamed(names);
        Tensor tensor = s_fullLike.Call(input, value, dtype, Arg.None, device, Arg.None);
        return requires_grad ? tensor.requires_grad_() : tensor;
    }

    public static Tensor rand_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(s_randLike, input, dtype, device, requires_grad, null);

    public static Tensor randn_like(Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Like(s_randnLike, input, dtype, device, requires_grad, null);

    private static Tensor Like(Operator op, Tensor input, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
    {
        ThrowIfNamed(names);
        Tensor tensor = op.Call(input, dtype, Arg.None, device, Arg.None);
        return requiresGrad ? tensor.requires_grad_() : tensor;
    }

    public partial class Tensor
    {
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.zeros_like(this, dtype, device, requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.ones_like(this, dtype, device, requires_grad);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.empty_like(this, dtype, device, requires_grad);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.full_like(this, value, dtype, device, requires_grad);

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.rand_like(this, dtype, device, requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => torch.randn_like(this, dtype, device, requires_grad);

        public Tensor new_zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => zeros(size, dtype ?? this.dtype, device ?? this.device, requires_grad);

        public Tensor new_empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => empty(size, dtype ?? this.dtype, device ?? this.device, requires_grad);

        public Tensor new_full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) => full(size, value, dtype ?? this.dtype, device ?? this.device, requires_grad);
    }
}
