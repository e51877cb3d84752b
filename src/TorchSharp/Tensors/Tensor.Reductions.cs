using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_sum = Operator.Named("aten::sum");
        private static readonly Operator s_sumDim = Operator.Named("aten::sum", "dim_IntList");
        private static readonly Operator s_nansum = Operator.Named("aten::nansum");
        private static readonly Operator s_mean = Operator.Named("aten::mean");
        private static readonly Operator s_meanDim = Operator.Named("aten::mean", "dim");
        private static readonly Operator s_prod = Operator.Named("aten::prod");
        private static readonly Operator s_prodDim = Operator.Named("aten::prod", "dim_int");
        private static readonly Operator s_max = Operator.Named("aten::max");
        private static readonly Operator s_maxDim = Operator.Named("aten::max", "dim");
        private static readonly Operator s_min = Operator.Named("aten::min");
        private static readonly Operator s_minDim = Operator.Named("aten::min", "dim");
        private static readonly Operator s_amax = Operator.Named("aten::amax");
        private static readonly Operator s_amin = Operator.Named("aten::amin");
        private static readonly Operator s_maximum = Operator.Named("aten::maximum");
        private static readonly Operator s_minimum = Operator.Named("aten::minimum");
        private static readonly Operator s_argmax = Operator.Named("aten::argmax");
        private static readonly Operator s_argmin = Operator.Named("aten::argmin");
        private static readonly Operator s_all = Operator.Named("aten::all");
        private static readonly Operator s_allDim = Operator.Named("aten::all", "dim");
        private static readonly Operator s_any = Operator.Named("aten::any");
        private static readonly Operator s_anyDim = Operator.Named("aten::any", "dim");
        private static readonly Operator s_countNonzero = Operator.Named("aten::count_nonzero");
        private static readonly Operator s_countNonzeroDim = Operator.Named("aten::count_nonzero", "dim_IntList");
        private static readonly Operator s_norm = Operator.Named("aten::norm", "Scalar");
        private static readonly Operator s_normDim = Operator.Named("aten::norm", "ScalarOpt_dim");
        private static readonly Operator s_dist = Operator.Named("aten::dist");
        private static readonly Operator s_std = Operator.Named("aten::std");
        private static readonly Operator s_stdDim = Operator.Named("aten::std", "dim");
        private static readonly Operator s_var = Operator.Named("aten::var");
        private static readonly Operator s_varDim = Operator.Named("aten::var", "dim");
        private static readonly Operator s_median = Operator.Named("aten::median");
        private static readonly Operator s_logsumexp = Operator.Named("aten::logsumexp");
        private static readonly Operator s_cumsum = Operator.Named("aten::cumsum");
        private static readonly Operator s_cumprod = Operator.Named("aten::cumprod");
        private static readonly Operator s_topk = Operator.Named("aten::topk");
        private static readonly Operator s_sort = Operator.Named("aten::sort", "stable");
        private static readonly Operator s_argsort = Operator.Named("aten::argsort");
        private static readonly Operator s_unique = Operator.Named("aten::_unique2");
        private static readonly Operator s_uniqueDim = Operator.Named("aten::unique_dim");
        private static readonly Operator s_bincount = Operator.Named("aten::bincount");

        public Tensor sum(ScalarType? type = null) => s_sum.Call(this, type);

        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => sum(dim.ToArray(), keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => s_sumDim.Call(this, dim, keepdim, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => sum([dim], keepdim, type);

        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1], keepdim, type);

        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) => sum([dim0, dim1, dim2], keepdim, type);

        public Tensor nansum() => s_nansum.Call(this);

        public Tensor mean() => s_mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => s_meanDim.Call(this, dimensions, keepdim, type);

        public Tensor prod(ScalarType? type = null) => s_prod.Call(this, type);

        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => s_prodDim.Call(this, dim, keepdim, type);

        public Tensor max() => s_max.Call(this);

        public Tensor max(Tensor other) => s_maximum.Call(this, other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => s_maxDim.CallPair(this, dim, keepdim);

        public Tensor min() => s_min.Call(this);

        public Tensor min(Tensor other) => s_minimum.Call(this, other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => s_minDim.CallPair(this, dim, keepdim);

        public Tensor amax(params long[] dims) => s_amax.Call(this, dims);

        public Tensor amin(params long[] dims) => s_amin.Call(this, dims);

        public Tensor maximum(Tensor other) => s_maximum.Call(this, other);

        public Tensor minimum(Tensor other) => s_minimum.Call(this, other);

        public Tensor argmax() => s_argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => s_argmax.Call(this, dim, keepdim);

        public Tensor argmin() => s_argmin.Call(this);

        public Tensor argmin(long dim, bool keepdim = false) => s_argmin.Call(this, dim, keepdim);

        public Tensor all() => s_all.Call(this);

        public Tensor all(long dim, bool keepdim = false) => s_allDim.Call(this, dim, keepdim);

        public Tensor any() => s_any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => s_anyDim.Call(this, dim, keepdim);

        public Tensor count_nonzero(long[]? dims = null) => dims is null ? s_countNonzero.Call(this) : s_countNonzeroDim.Call(this, dims);

        public Tensor norm(float p = 2) => s_norm.Call(this, (double)p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => s_normDim.Call(this, (double)p, new long[] { dim }, keepdim);

        public Tensor dist(Tensor other, float p = 2) => s_dist.Call(this, other, (double)p);

        public Tensor std(bool unbiased = true) => s_std.Call(this, unbiased);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            InType(type, tensor => s_stdDim.Call(tensor, dimensions, unbiased, keepdim));

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => std([dim], unbiased, keepdim, type);

        public Tensor var(bool unbiased = true) => s_var.Call(this, unbiased);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            InType(type, tensor => s_varDim.Call(tensor, dimensions, unbiased, keepdim));

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) => var([dim], unbiased, keepdim, type);

        public Tensor median() => s_median.Call(this);

        public Tensor logsumexp(long dim, bool keepdim = false) => s_logsumexp.Call(this, new[] { dim }, keepdim);

        public Tensor cumsum(long dim, ScalarType? type = null) => s_cumsum.Call(this, dim, type);

        public Tensor cumprod(long dim, ScalarType? type = null) => s_cumprod.Call(this, dim, type);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            s_topk.CallPair(this, (long)k, (long)dim, largest, sorted);

        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) =>
            s_sort.CallPair(this, stable, dim, descending);

        public Tensor argsort(long dim = -1, bool descending = false) => s_argsort.Call(this, dim, descending);

        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            Tensor[] found = dim is { } along
                ? s_uniqueDim.CallMany(this, (long)along, sorted, return_inverse, return_counts)
                : s_unique.CallMany(this, sorted, return_inverse, return_counts);
            return (found[0], Wanted(found[1], return_inverse), Wanted(found[2], return_counts));
        }

        public Tensor bincount(Tensor? weights, long minlength = 0) => s_bincount.Call(this, weights, minlength);

        private static Tensor? Wanted(Tensor tensor, bool wanted)
        {
            if (wanted)
                return tensor;
            tensor.Dispose();
            return null;
        }

        private Tensor InType(ScalarType? type, Func<Tensor, Tensor> reduce)
        {
            Tensor result = reduce(this);
            return type is { } wanted && wanted != result.dtype ? result.to_type(wanted, disposeAfter: true) : result;
        }
    }
}
