using System.Collections;
using Interop;

namespace TorchSharp.Utils;

public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor _tensor;
    private readonly T* _first;
    private readonly long[] _sizes;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
            throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        _tensor = tensor;
        _sizes = tensor.size();
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
        _first = Count == 0 ? null : (T*)TensorHandle.Data(tensor.Handle);
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get
        {
            T value = *At(indices);
            GC.KeepAlive(_tensor);
            return value;
        }

        set
        {
            *At(indices) = value;
            GC.KeepAlive(_tensor);
        }
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) =>
        left is null || right is null ? ReferenceEquals(left, right) : left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public T[] ToArray()
    {
        T[] array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    public Array ToNDArray()
    {
        Array array = _sizes.Length == 0 ? new T[1] : Array.CreateInstance(typeof(T), _sizes);
        fixed (byte* data = &System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array))
            CopyTo(new Span<T>(data, checked((int)Count)));
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = Overlap(array.Length, arrayIndex, tensorIndex);
        if (_contiguous && count > 0)
        {
            new ReadOnlySpan<T>(_first + tensorIndex, count).CopyTo(array[arrayIndex..]);
        }
        else
        {
            for (int i = 0; i < count; i++)
                array[arrayIndex + i] = *At(tensorIndex + i);
        }

        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        int count = Overlap(array.Length, arrayIndex, tensorIndex);
        for (int i = 0; i < count; i++)
            *At(tensorIndex + i) = array[arrayIndex + i];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => _tensor.GetHashCode();

    /// <summary>Nothing to let go of: the tensor belongs to whoever asked for its data.</summary>
    public void Dispose()
    {
    }

    private int Overlap(int length, int arrayIndex, long tensorIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(arrayIndex);
        if (tensorIndex < 0 || (tensorIndex >= Count && Count > 0))
            throw new ArgumentOutOfRangeException(nameof(tensorIndex));
        return (int)Math.Min(Math.Max(length - arrayIndex, 0), Count - tensorIndex);
    }

    private T* At(long[] indices)
    {
        if (indices.Length == 1)
            return At(indices[0]);
        if (indices.Length != _sizes.Length)
            throw new ArgumentException($"{indices.Length} indices for a tensor of {_sizes.Length} dimensions.", nameof(indices));
        T* place = _first;
        for (int i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)_sizes[i])
                throw new IndexOutOfRangeException($"{indices[i]} is outside 0..{_sizes[i] - 1} in dimension {i}.");
            place += indices[i] * _strides[i];
        }

        return place;
    }

    private T* At(long index)
    {
        if ((ulong)index >= (ulong)Count)
            throw new IndexOutOfRangeException($"{index} is outside 0..{Count - 1}.");
        if (_contiguous)
            return _first + index;
        T* place = _first;
        for (int i = _sizes.Length - 1; i >= 0; i--)
        {
            (index, long within) = Math.DivRem(index, _sizes[i]);
            place += within * _strides[i];
        }

        return place;
    }
}
