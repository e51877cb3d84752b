using Interop;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator s_cat = Operator.Named("aten::cat");
    private static readonly Operator s_stack = Operator.Named("aten::stack");
    private static readonly Operator s_hstack = Operator.Named("aten::hstack");
    private static readonly Operator s_vstack = Operator.Named("aten::vstack");
    private static readonly Operator s_meshgrid = Operator.Named("aten::meshgrid", "indexing");
    private static readonly Operator s_broadcastTensors = Operator.Named("aten::broadcast_tensors");

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => s_cat.Call(Arg.List([.. tensors]), dim);

    public static Tensor cat(Tensor[] tensors, long dim = 0) => s_cat.Call(Arg.List(tensors), dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => s_cat.Call(Arg.List(tensors), dim);

    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => s_stack.Call(Arg.List([.. tensors]), dim);

    public static Tensor hstack(IList<Tensor> tensors) => s_hstack.Call(Arg.List([.. tensors]));

    public static Tensor hstack(params Tensor[] tensors) => s_hstack.Call(Arg.List(tensors));

    public static Tensor vstack(IList<Tensor> tensors) => s_vstack.Call(Arg.List([.. tensors]));

    public static Tensor vstack(Tensor[] tensors) => s_vstack.Call(Arg.List(tensors));

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => s_meshgrid.CallMany(Arg.List([.. tensors]), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => s_broadcastTensors.CallMany(Arg.List(tensors));

    public static Tensor[] where(Tensor condition)
    {
        using Tensor places = condition.nonzero();
        return places.unbind(1);
    }
}
