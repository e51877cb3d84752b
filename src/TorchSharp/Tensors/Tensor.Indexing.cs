using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_index = Operator.Named("aten::index", "Tensor");
        private static readonly Operator s_indexPutInPlace = Operator.Named("aten::index_put_");

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Assign(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At(i1);
            set => Assign(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Assign(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Assign(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Assign(value, i1, i2, i3, i4);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            using Indexed indexed = Apply(indices);
            return indexed.Tensors is null ? indexed.TakeView() : s_index.Call(indexed.View, indexed.List);
        }

        public Tensor index(params Tensor[] indices) => s_index.Call(this, Arg.List(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using Indexed indexed = Apply(indices);
            if (indexed.Tensors is not null)
                s_indexPutInPlace.CallInPlace(indexed.View, indexed.List, value, accumulate);
            else if (accumulate)
                indexed.View.add_(value);
            else
                CopyBroadcast(indexed.View, value);
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            s_indexPutInPlace.CallInPlace(this, Arg.List(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor tensor = LikeThis(value);
            return index_put_(tensor, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using Tensor tensor = LikeThis(value);
            return index_put_(tensor, indices);
        }

        /// <summary>Assigning drops leading dimensions of size one, as PyTorch does.</summary>
        private static void CopyBroadcast(Tensor view, Tensor value)
        {
            long[] sizes = value.size();
            long extra = sizes.Length - view.ndim;
            if (extra <= 0)
            {
                view.copy_(value);
                return;
            }

            int ones = sizes.TakeWhile(size => size == 1).Count();
            using Tensor reshaped = value.reshape(sizes[(int)Math.Min(ones, extra)..]);
            view.copy_(reshaped);
        }

        private Tensor LikeThis(Scalar value) => full([], value, dtype, device);

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            Tensor result = select(0, indices[0]);
            foreach (long index in indices[1..])
            {
                using Tensor outer = result;
                result = outer.select(0, index);
            }

            return result;
        }

        private void Assign(Tensor value, params ReadOnlySpan<long> indices)
        {
            using Tensor view = At(indices);
            CopyBroadcast(view, value);
        }

        /// <summary>Applies everything but tensors of indices, which remain for aten::index.</summary>
        private Indexed Apply(TensorIndex[] indices)
        {
            if (indices.Length == 0)
                throw new ArgumentException("At least one index is needed.", nameof(indices));
            long consumed = 0;
            foreach (TensorIndex index in indices)
            {
                consumed += index.Form switch
                {
                    TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                    TensorIndex.Kind.Tensor => index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? index.Indices.ndim : 1,
                    _ => 0,
                };
            }

            if (consumed > ndim)
                throw new ExternalException($"too many indices for tensor of dimension {ndim}");
            Indexed indexed = new(this);
            try
            {
                foreach (TensorIndex index in indices)
                    indexed.Apply(index, ndim - consumed);
                return indexed;
            }
            catch
            {
                indexed.Dispose();
                throw;
            }
        }

        /// <summary>A view on its way through a list of indices; the tensor that it began with stays as it is.</summary>
        private sealed class Indexed(Tensor source) : IDisposable
        {
            private readonly Tensor _source = source;
            private List<Tensor>? _made;
            private long _padding;
            private long _dim;

            public Tensor View { get; private set; } = source;

            /// <summary>Indices for aten::index, null for a dimension that is left alone; absent without any.</summary>
            public List<Tensor?>? Tensors { get; private set; }

            public Arg List => Arg.List(CollectionsMarshal.AsSpan(Tensors));

            public void Apply(TensorIndex index, long free)
            {
                switch (index.Form)
                {
                    case TensorIndex.Kind.Single:
                        Replace(View.select(_dim, index.Start ?? 0));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.Step is <= 0)
                            throw new ExternalException("step must be greater than zero");
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            Replace(s_slice.Call(View, _dim, index.Start, index.Stop, index.Step ?? 1));
                        Skip(1);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        Skip(free);
                        break;
                    case TensorIndex.Kind.None:
                        Replace(View.unsqueeze(_dim));
                        Skip(1);
                        break;
                    case TensorIndex.Kind.Bool:
                        Replace(View.unsqueeze(_dim));
                        Tensor place = index.Start == 0 ? empty([0], ScalarType.Int64) : zeros([1], ScalarType.Int64);
                        (_made ??= []).Add(place);
                        Record(place, 1);
                        break;
                    default:
                        Tensor indices = index.Indices!;
                        Record(indices, indices.dtype is ScalarType.Bool or ScalarType.Byte ? indices.ndim : 1);
                        break;
                }
            }

            /// <summary>Hands the view over to the caller.</summary>
            public Tensor TakeView()
            {
                if (ReferenceEquals(View, _source))
                    return _source.alias();
                Tensor view = View;
                View = _source;
                return view;
            }

            public void Dispose()
            {
                Replace(_source);
                _made?.ForEach(tensor => tensor.Dispose());
            }

            private void Skip(long dimensions)
            {
                _dim += dimensions;
                _padding += dimensions;
            }

            private void Record(Tensor indices, long dimensions)
            {
                Tensors ??= [];
                for (; _padding > 0; _padding--)
                    Tensors.Add(null);
                Tensors.Add(indices);
                _dim += dimensions;
            }

            private void Replace(Tensor next)
            {
                if (!ReferenceEquals(View, _source))
                    View.Dispose();
                View = next;
            }
        }
    }
}
