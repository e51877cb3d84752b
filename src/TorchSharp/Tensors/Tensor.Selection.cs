using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_narrow = Operator.Named("aten::narrow");
        private static readonly Operator s_slice = Operator.Named("aten::slice", "Tensor");
        private static readonly Operator s_select = Operator.Named("aten::select", "int");
        private static readonly Operator s_chunk = Operator.Named("aten::chunk");
        private static readonly Operator s_split = Operator.Named("aten::split", "Tensor");
        private static readonly Operator s_splitSizes = Operator.Named("aten::split_with_sizes");
        private static readonly Operator s_tensorSplit = Operator.Named("aten::tensor_split", "sections");
        private static readonly Operator s_tensorSplitIndices = Operator.Named("aten::tensor_split", "indices");
        private static readonly Operator s_unbind = Operator.Named("aten::unbind", "int");
        private static readonly Operator s_indexSelect = Operator.Named("aten::index_select");
        private static readonly Operator s_gather = Operator.Named("aten::gather");
        private static readonly Operator s_scatter = Operator.Named("aten::scatter", "src");
        private static readonly Operator s_scatterInPlace = Operator.Named("aten::scatter_", "src");
        private static readonly Operator s_scatterAdd = Operator.Named("aten::scatter_add");
        private static readonly Operator s_scatterAddInPlace = Operator.Named("aten::scatter_add_");
        private static readonly Operator s_indexAdd = Operator.Named("aten::index_add");
        private static readonly Operator s_indexAddInPlace = Operator.Named("aten::index_add_");
        private static readonly Operator s_indexCopy = Operator.Named("aten::index_copy");
        private static readonly Operator s_indexCopyInPlace = Operator.Named("aten::index_copy_");
        private static readonly Operator s_indexFill = Operator.Named("aten::index_fill", "int_Scalar");
        private static readonly Operator s_indexFillInPlace = Operator.Named("aten::index_fill_", "int_Scalar");
        private static readonly Operator s_take = Operator.Named("aten::take");
        private static readonly Operator s_maskedSelect = Operator.Named("aten::masked_select");
        private static readonly Operator s_maskedFill = Operator.Named("aten::masked_fill", "Scalar");
        private static readonly Operator s_maskedFillInPlace = Operator.Named("aten::masked_fill_", "Scalar");
        private static readonly Operator s_nonzero = Operator.Named("aten::nonzero");
        private static readonly Operator s_argwhere = Operator.Named("aten::argwhere");
        private static readonly Operator s_where = Operator.Named("aten::where", "self");

        public Tensor narrow(long dim, long start, long length) => s_narrow.Call(this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) => s_slice.Call(this, dim, start, finish, step);

        public Tensor select(long dim, long index) => s_select.Call(this, dim, index);

        public Tensor[] chunk(long chunks, long dim = 0) => s_chunk.CallMany(this, chunks, dim);

        public Tensor[] split(long size, int dim = 0) => s_split.CallMany(this, size, (long)dim);

        public Tensor[] split(long[] sizes, long dim = 0) => s_splitSizes.CallMany(this, sizes, dim);

        public Tensor[] split(params long[] sizes) => s_splitSizes.CallMany(this, sizes);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => s_splitSizes.CallMany(this, sizes.ToArray(), dim);

        public Tensor[] tensor_split(long size, long dim = 0) => s_tensorSplit.CallMany(this, size, dim);

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => s_tensorSplitIndices.CallMany(this, sizes, dim);

        public Tensor[] unbind(long dimension = 0) => s_unbind.CallMany(this, dimension);

        public Tensor index_select(long dim, Tensor index) => s_indexSelect.Call(this, dim, index);

        public Tensor gather(long dim, Tensor index) => s_gather.Call(this, dim, index);

        public Tensor scatter(long dim, Tensor index, Tensor src) => s_scatter.Call(this, dim, index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => s_scatterInPlace.CallInPlace(this, dim, index, src);

        public Tensor scatter_add(long dim, Tensor index, Tensor src) => s_scatterAdd.Call(this, dim, index, src);

        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => s_scatterAddInPlace.CallInPlace(this, dim, index, src);

        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => s_indexAdd.Call(this, dim, index, source, alpha);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => s_indexAddInPlace.CallInPlace(this, dim, index, source, alpha);

        public Tensor index_copy(long dim, Tensor index, Tensor source) => s_indexCopy.Call(this, dim, index, source);

        public Tensor index_copy_(long dim, Tensor index, Tensor source) => s_indexCopyInPlace.CallInPlace(this, dim, index, source);

        public Tensor index_fill(long dim, Tensor index, Scalar value) => s_indexFill.Call(this, dim, index, value);

        public Tensor index_fill_(long dim, Tensor index, Scalar value) => s_indexFillInPlace.CallInPlace(this, dim, index, value);

        public Tensor take(Tensor index) => s_take.Call(this, index);

        public Tensor masked_select(Tensor mask) => s_maskedSelect.Call(this, mask);

        public Tensor masked_fill(Tensor mask, Scalar value) => s_maskedFill.Call(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value) => s_maskedFillInPlace.CallInPlace(this, mask, value);

        public Tensor nonzero() => s_nonzero.Call(this);

        public Tensor argwhere() => s_argwhere.Call(this);

        public Tensor where(Tensor condition, Tensor y)
        {
            if (condition.dtype != ScalarType.Bool)
                throw new ArgumentException("The condition to 'where' must be a boolean tensor.", nameof(condition));
            return s_where.Call(condition, this, y);
        }
    }
}
