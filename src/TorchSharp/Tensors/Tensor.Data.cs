using System.Runtime.CompilerServices;
using Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements as bytes; the caller keeps the tensor alive as long as the span is in use.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                TensorInfo info = Info;
                if (!info.IsContiguous)
                    throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                if (info.DeviceType != (int)DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                long length = info.Numel * info.ElementSize;
                if (length > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return length == 0 ? [] : new Span<byte>((void*)TensorHandle.Data(Handle), (int)length);
            }

            set
            {
                Span<byte> own = bytes;
                if (own.Length != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(own);
                GC.KeepAlive(this);
            }
        }

        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ThrowUnlessElementsAre<T>();
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ThrowUnlessElementsAre<T>();
            return Read<T>(0);
        }

        public Scalar ToScalar()
        {
            if (NumberOfElements != 1)
                throw new System.Runtime.InteropServices.ExternalException($"a Tensor with {NumberOfElements} elements cannot be converted to Scalar");
            switch (dtype)
            {
                case ScalarType.Bool:
                    return Read<bool>(0);
                case ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64:
                    using (Tensor whole = to_type(ScalarType.Int64))
                        return whole.Read<long>(0);
                default:
                    using (Tensor real = to_type(ScalarType.Float64))
                        return real.Read<double>(0);
            }
        }

        public T ReadCpuValue<T>(long i)
            where T : unmanaged
        {
            ThrowUnlessElementsAre<T>();
            using TensorAccessor<T> elements = new(this);
            return elements[i];
        }

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            stream.Write(bytes);
            GC.KeepAlive(this);
        }

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            stream.ReadExactly(bytes);
            GC.KeepAlive(this);
        }

        internal void ThrowUnlessElementsAre<T>()
        {
            if (ElementType(dtype) != typeof(T))
                throw new ArgumentException($"{typeof(T).Name} is not compatible with {dtype}");
        }

        private static Type? ElementType(ScalarType type) => type switch
        {
            ScalarType.Byte => typeof(byte),
            ScalarType.Int8 => typeof(sbyte),
            ScalarType.Int16 => typeof(short),
            ScalarType.Int32 => typeof(int),
            ScalarType.Int64 => typeof(long),
            ScalarType.Bool => typeof(bool),
            ScalarType.Float16 => typeof(Half),
            ScalarType.Float32 => typeof(float),
            ScalarType.Float64 => typeof(double),
            _ => null,
        };

        private unsafe T Read<T>(long offset)
            where T : unmanaged
        {
            if (device_type != DeviceType.CPU)
            {
                using Tensor here = cpu();
                return here.Read<T>(offset);
            }

            T value = Unsafe.ReadUnaligned<T>((T*)TensorHandle.Data(Handle) + offset);
            GC.KeepAlive(this);
            return value;
        }
    }
}
