using System.Runtime.InteropServices;
using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Stable;

/// <summary>One argument of an <see cref="Operator"/>, in the 64 bits in which libtorch takes it. Used in one call only.</summary>
public readonly unsafe struct Argument
{
    private Argument(ulong value) => Value = value;

    /// <summary>An absent optional.</summary>
    public static Argument None => default;

    internal ulong Value { get; }

    /// <summary>A tensor; it stays the caller's.</summary>
    public static implicit operator Argument(torch.Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Argument argument = new((ulong)NewHandle(tensor));
        GC.KeepAlive(tensor);
        return argument;
    }

    /// <summary>An integer, or the number of an enumeration.</summary>
    public static implicit operator Argument(long value) => new((ulong)value);

    /// <summary>A floating-point number.</summary>
    public static implicit operator Argument(double value) => new(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Argument(bool value) => new(value ? 1ul : 0ul);

    /// <summary>A list of tensors; they stay the caller's.</summary>
    public static Argument List(IReadOnlyList<torch.Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        Engine.Start();
        nint list;
        Check(StableAbi.NewList((nuint)tensors.Count, &list));
        foreach (torch.Tensor tensor in tensors)
            Check(StableAbi.PushBack(list, (ulong)NewHandle(tensor)));
        GC.KeepAlive(tensors);
        return new Argument((ulong)list);
    }

    internal static nint NewHandle(torch.Tensor tensor)
    {
        nint handle;
        Check(StableAbi.NewTensorHandle(tensor.Handle, &handle));
        return handle;
    }

    private static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException("libtorch could not take the arguments of an operator; it has written why to the standard error stream.");
    }
}
