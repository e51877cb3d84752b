namespace LibTorch.Kernels;

/// <summary>A vector of floats, in which the loops are written once for all widths: the runtime compiles them for each type that implements it.</summary>
internal unsafe interface IFloatVector<TSelf>
    where TSelf : unmanaged, IFloatVector<TSelf>
{
    /// <summary>Number of floats in a vector.</summary>
    static abstract int Count { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>A vector of equal floats.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Reads <see cref="Count"/> floats.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Reads <see cref="Count"/> bfloat16 numbers.</summary>
    static abstract TSelf Load(BFloat16* source);

    /// <summary>Writes <see cref="Count"/> floats.</summary>
    static abstract void Store(TSelf value, float* destination);

    /// <summary>Writes <see cref="Count"/> bfloat16 numbers, rounded to nearest, ties to even. A NaN stays one as long as its lowest 16 bits are not near their greatest value.</summary>
    static abstract void Store(TSelf value, BFloat16* destination);

    /// <summary>left * right + addend, rounded once if the processor has the instruction.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The greater of two; the right one if either is NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The smaller of two; the right one if either is NaN.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>Adds an integer, found in the low bits of a float, to the exponent of another.</summary>
    static abstract TSelf AddToExponent(TSelf value, TSelf lowBits);
}
