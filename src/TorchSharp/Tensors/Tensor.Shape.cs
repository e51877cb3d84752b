using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_view = Operator.Named("aten::view");
        private static readonly Operator s_reshape = Operator.Named("aten::reshape");
        private static readonly Operator s_permute = Operator.Named("aten::permute");
        private static readonly Operator s_transpose = Operator.Named("aten::transpose", "int");
        private static readonly Operator s_transposeInPlace = Operator.Named("aten::transpose_");
        private static readonly Operator s_t = Operator.Named("aten::t");
        private static readonly Operator s_contiguous = Operator.Named("aten::contiguous");
        private static readonly Operator s_unsqueeze = Operator.Named("aten::unsqueeze");
        private static readonly Operator s_unsqueezeInPlace = Operator.Named("aten::unsqueeze_");
        private static readonly Operator s_squeeze = Operator.Named("aten::squeeze");
        private static readonly Operator s_squeezeDim = Operator.Named("aten::squeeze", "dim");
        private static readonly Operator s_squeezeInPlace = Operator.Named("aten::squeeze_");
        private static readonly Operator s_squeezeDimInPlace = Operator.Named("aten::squeeze_", "dim");
        private static readonly Operator s_expand = Operator.Named("aten::expand");
        private static readonly Operator s_repeat = Operator.Named("aten::repeat");
        private static readonly Operator s_repeatInterleave = Operator.Named("aten::repeat_interleave", "self_int");
        private static readonly Operator s_repeatInterleaveTensor = Operator.Named("aten::repeat_interleave", "self_Tensor");
        private static readonly Operator s_flatten = Operator.Named("aten::flatten", "using_ints");
        private static readonly Operator s_unflatten = Operator.Named("aten::unflatten", "int");
        private static readonly Operator s_flip = Operator.Named("aten::flip");
        private static readonly Operator s_roll = Operator.Named("aten::roll");
        private static readonly Operator s_tile = Operator.Named("aten::tile");
        private static readonly Operator s_movedim = Operator.Named("aten::movedim", "intlist");
        private static readonly Operator s_swapdims = Operator.Named("aten::swapdims");
        private static readonly Operator s_asStrided = Operator.Named("aten::as_strided");
        private static readonly Operator s_unfold = Operator.Named("aten::unfold");
        private static readonly Operator s_triu = Operator.Named("aten::triu");
        private static readonly Operator s_tril = Operator.Named("aten::tril");
        private static readonly Operator s_diag = Operator.Named("aten::diag");
        private static readonly Operator s_diagonal = Operator.Named("aten::diagonal");
        private static readonly Operator s_broadcastTo = Operator.Named("aten::broadcast_to");

        public Tensor mT => transpose(-2, -1);

        public Tensor T => permute([.. Enumerable.Range(0, (int)ndim).Reverse().Select(dim => (long)dim)]);

        public Tensor view(params long[] shape) => s_view.Call(this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor reshape(params long[] shape) => s_reshape.Call(this, shape);

        public Tensor permute(params long[] permutation) => s_permute.Call(this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => permute([.. permutation]);

        public Tensor transpose(long dim0, long dim1) => s_transpose.Call(this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => s_transposeInPlace.CallInPlace(this, dim0, dim1);

        public Tensor t() => s_t.Call(this);

        public Tensor swapaxes(long dim0, long dim1) => s_swapdims.Call(this, dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => s_swapdims.Call(this, dim0, dim1);

        public Tensor movedim(long[] source, long[] destination) => s_movedim.Call(this, source, destination);

        public Tensor moveaxis(long[] source, long[] destination) => movedim(source, destination);

        public Tensor contiguous() => s_contiguous.Call(this);

        public Tensor unsqueeze(long dim) => s_unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => s_unsqueezeInPlace.CallInPlace(this, dim);

        public Tensor squeeze(long? dim = null) => dim is { } one ? s_squeezeDim.Call(this, one) : s_squeeze.Call(this);

        public Tensor squeeze_(long? dim = null) =>
            dim is { } one ? s_squeezeDimInPlace.CallInPlace(this, one) : s_squeezeInPlace.CallInPlace(this);

        public Tensor expand(params long[] sizes) => s_expand.Call(this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit = false) => s_expand.Call(this, sizes, isImplicit);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => s_expand.Call(this, sizes.ToArray(), isImplicit);

        public Tensor expand_as(Tensor other) => expand(other.shape);

        public Tensor broadcast_to(params long[] shape) => s_broadcastTo.Call(this, shape);

        public Tensor repeat(params long[] sizes) => s_repeat.Call(this, sizes);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            s_repeatInterleave.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            s_repeatInterleaveTensor.Call(this, repeats, dim, output_size);

        public Tensor tile(long[] reps) => s_tile.Call(this, reps);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => s_flatten.Call(this, start_dim, end_dim);

        public Tensor ravel() => reshape(-1);

        public Tensor unflatten(long dim, params long[] sizes) => s_unflatten.Call(this, dim, sizes);

        public Tensor flip(params long[] dims) => s_flip.Call(this, dims);

        public Tensor fliplr() => flip(1);

        public Tensor flipud() => flip(0);

        public Tensor roll(long shifts, long? dims = null) => s_roll.Call(this, new[] { shifts }, dims is { } dim ? new[] { dim } : Array.Empty<long>());

        public Tensor roll(long[] shifts) => s_roll.Call(this, shifts);

        public Tensor roll(long[] shifts, long[] dims) => s_roll.Call(this, shifts, dims);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => s_asStrided.Call(this, size, strides, storageOffset);

        public Tensor unfold(long dimension, long size, long step) => s_unfold.Call(this, dimension, size, step);

        public Tensor triu(long diagonal = 0) => s_triu.Call(this, diagonal);

        public Tensor tril(long diagonal = 0) => s_tril.Call(this, diagonal);

        public Tensor diag(long diagonal = 0) => s_diag.Call(this, diagonal);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => s_diagonal.Call(this, offset, dim1, dim2);
    }
}
