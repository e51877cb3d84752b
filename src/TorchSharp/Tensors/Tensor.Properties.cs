using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_alias = Operator.Named("aten::alias");
        private static readonly Operator s_detach = Operator.Named("aten::detach");
        private static readonly Operator s_detachInPlace = Operator.Named("aten::detach_");
        private static readonly Operator s_retainGrad = Operator.Named("aten::retain_grad");
        private static readonly Operator s_setSource = Operator.Named("aten::set_", "source_Tensor");

        public long Dimensions => Info.Dimensions;

        public long ndim => Info.Dimensions;

        public long NumberOfElements => Info.Numel;

        public long ElementSize => Info.ElementSize;

        public ScalarType dtype => (ScalarType)Info.ScalarType;

        public Device device
        {
            get
            {
                TensorInfo info = Info;
                return Device.Of((DeviceType)info.DeviceType, info.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Info.DeviceType;

        public int device_index => Info.DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_leaf => Info.IsLeaf;

        public bool requires_grad
        {
            get => Info.RequiresGrad;
            set
            {
                TensorHandle.SetRequiresGrad(Handle, value);
                GC.KeepAlive(this);
            }
        }

        public Tensor? grad
        {
            get
            {
                nint handle = TensorHandle.Grad(Handle);
                GC.KeepAlive(this);
                return handle == 0 ? null : new Tensor(handle);
            }

            set
            {
                TensorHandle.SetGrad(Handle, value?.Handle ?? 0);
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public long[] shape => size();

        private TensorInfo Info
        {
            get
            {
                TensorInfo info = TensorHandle.Info(Handle);
                GC.KeepAlive(this);
                return info;
            }
        }

        public long dim() => Info.Dimensions;

        public long numel() => Info.Numel;

        public long element_size() => Info.ElementSize;

        public long storage_offset() => Info.StorageOffset;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_contiguous() => Info.IsContiguous;

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_nonzero()
        {
            if (numel() != 1)
                throw new InvalidOperationException("is_nonzero() called on non-singleton tensor");
            return ToScalar().ToBoolean();
        }

        public long[] size()
        {
            long[] sizes = TensorHandle.Sizes(Handle);
            GC.KeepAlive(this);
            return sizes;
        }

        public long size(int dim) => OfDimension(size(), dim);

        public long[] stride()
        {
            long[] strides = TensorHandle.Strides(Handle);
            GC.KeepAlive(this);
            return strides;
        }

        public long stride(int dim) => OfDimension(stride(), dim);

        public Tensor alias() => s_alias.Call(this);

        public Tensor detach() => s_detach.Call(this);

        public Tensor detach_() => s_detachInPlace.CallInPlace(this);

        public Tensor set_(Tensor source) => s_setSource.CallInPlace(this, source);

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => s_retainGrad.CallInPlace(this);

        public void backward() => autograd.backward(this);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        /// <summary>Makes this tensor object hold what <paramref name="data"/> holds, as <c>x.data = y</c> in Python.</summary>
        internal void SetData(Tensor data)
        {
            TensorHandle.SetData(Handle, data.Handle);
            GC.KeepAlive(data);
            GC.KeepAlive(this);
        }

        private static long OfDimension(long[] values, int dim)
        {
            int index = dim < 0 ? dim + values.Length : dim;
            if ((uint)index >= (uint)values.Length)
                throw new System.Runtime.InteropServices.ExternalException(
                    $"Dimension out of range (expected to be in range of [{-values.Length}, {values.Length - 1}], but got {dim})");
            return values[index];
        }
    }
}
