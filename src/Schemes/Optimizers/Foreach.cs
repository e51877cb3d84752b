using Interop;

namespace Schemes.Optimizers;

/// <summary>
/// ATen's operators over lists of tensors: one call for all parameters, and on CUDA a few kernels instead of one for
/// every tensor. The names and overloads are those that libtorch has had since 1.13.
/// </summary>
internal static class Foreach
{
    private static readonly Operator AddLists = Operator.Named("aten::_foreach_add", "List");
    private static readonly Operator AddListsInPlace = Operator.Named("aten::_foreach_add_", "List");
    private static readonly Operator AddScalarInPlace = Operator.Named("aten::_foreach_add_", "Scalar");
    private static readonly Operator MultiplyScalarInPlace = Operator.Named("aten::_foreach_mul_", "Scalar");
    private static readonly Operator MultiplyListsInPlace = Operator.Named("aten::_foreach_mul_", "List");
    private static readonly Operator MultiplyTensorInPlace = Operator.Named("aten::_foreach_mul_", "Tensor");
    private static readonly Operator DivideScalarInPlace = Operator.Named("aten::_foreach_div_", "Scalar");
    private static readonly Operator AddProductsInPlace = Operator.Named("aten::_foreach_addcmul_", "Scalar");
    private static readonly Operator AddQuotientsInPlace = Operator.Named("aten::_foreach_addcdiv_", "Scalar");
    private static readonly Operator SquareRoots = Operator.Named("aten::_foreach_sqrt");
    private static readonly Operator Norms = Operator.Named("aten::_foreach_norm", "Scalar");

    // How many tensors one call may hand back; longer lists go in pieces.
    private const int MostResults = 1024;

    /// <summary>New tensors x + factor * y.</summary>
    public static nint[] Add(nint[] x, nint[] y, double factor) =>
        InPieces(x, y, (first, second) => AddLists.Tensors(Argument.Tensors(first), Argument.Tensors(second), factor));

    /// <summary>x += factor * y.</summary>
    public static void AddInPlace(nint[] x, nint[] y, double factor = 1) =>
        AddListsInPlace.Run(Argument.Tensors(x), Argument.Tensors(y), factor);

    /// <summary>x += value.</summary>
    public static void AddInPlace(nint[] x, double value) => AddScalarInPlace.Run(Argument.Tensors(x), value);

    /// <summary>x *= factor.</summary>
    public static void MultiplyInPlace(nint[] x, double factor) => MultiplyScalarInPlace.Run(Argument.Tensors(x), factor);

    /// <summary>x *= factor, a tensor of one element on the same device, whose value the host need not know.</summary>
    public static void MultiplyByTensorInPlace(nint[] x, nint factor)
    {
        if (MultiplyTensorInPlace.Exists)
        {
            MultiplyTensorInPlace.Run(Argument.Tensors(x), Argument.Tensor(factor));
            return;
        }

        nint[] factors = new nint[x.Length];
        Array.Fill(factors, factor);
        MultiplyListsInPlace.Run(Argument.Tensors(x), Argument.Tensors(factors));
    }

    /// <summary>x /= divisor.</summary>
    public static void DivideInPlace(nint[] x, double divisor) => DivideScalarInPlace.Run(Argument.Tensors(x), divisor);

    /// <summary>x += factor * a * b.</summary>
    public static void AddProductInPlace(nint[] x, nint[] a, nint[] b, double factor) =>
        AddProductsInPlace.Run(Argument.Tensors(x), Argument.Tensors(a), Argument.Tensors(b), factor);

    /// <summary>x += factor * a / b.</summary>
    public static void AddQuotientInPlace(nint[] x, nint[] a, nint[] b, double factor) =>
        AddQuotientsInPlace.Run(Argument.Tensors(x), Argument.Tensors(a), Argument.Tensors(b), factor);

    /// <summary>New tensors sqrt(x).</summary>
    public static nint[] SquareRoot(nint[] x) => InPieces(x, x, (first, _) => SquareRoots.Tensors(Argument.Tensors(first)));

    /// <summary>New tensors of one element: the L2 norm of each.</summary>
    public static nint[] Norm(nint[] x) => InPieces(x, x, (first, _) => Norms.Tensors(Argument.Tensors(first), 2.0));

    /// <summary>Lets go of tensors that the operators above made.</summary>
    public static void Free(nint[] tensors)
    {
        foreach (nint tensor in tensors)
        {
            if (tensor != 0)
                TensorHandle.Free(tensor);
        }
    }

    private static nint[] InPieces(nint[] x, nint[] y, Func<nint[], nint[], nint[]> call)
    {
        if (x.Length <= MostResults)
            return call(x, y);
        nint[] results = new nint[x.Length];
        for (int begin = 0; begin < x.Length; begin += MostResults)
        {
            int end = Math.Min(begin + MostResults, x.Length);
            call(x[begin..end], y[begin..end]).CopyTo(results, begin);
        }

        return results;
    }
}
