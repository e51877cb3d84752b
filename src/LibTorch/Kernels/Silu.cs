using System.Runtime.CompilerServices;

namespace LibTorch.Kernels;

/// <summary>SiLU, z / (1 + e^-z), and its derivative. A loop makes one before it begins, so that constants stay in registers.</summary>
/// <remarks>
/// e^x = 2^n e^r, n = round(x / ln 2) (Cody and Waite, Software Manual for the Elementary Functions, 1980, chapter 6; ln 2 in two parts, n times the first
/// of which is exact). The polynomial for e^r, |r| at most ln 2 / 2, is the one of degree 6, 1 + r + ..., whose greatest relative error is least
/// (3.2e-9 with coefficients rounded to float), by Remez' exchange.
/// </remarks>
internal readonly unsafe struct Silu<TVector>
    where TVector : unmanaged, IFloatVector<TVector>
{
    private readonly TVector _least, _greatest, _perLn2, _integers, _ln2High, _ln2Low, _one, _c2, _c3, _c4, _c5, _c6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Silu()
    {
        float* constants = SiluConstants.All;
        _least = TVector.Broadcast(constants[0]);
        _greatest = TVector.Broadcast(constants[1]);
        _perLn2 = TVector.Broadcast(constants[2]);
        _integers = TVector.Broadcast(constants[3]);
        _ln2High = TVector.Broadcast(constants[4]);
        _ln2Low = TVector.Broadcast(constants[5]);
        _one = TVector.Broadcast(constants[6]);
        _c2 = TVector.Broadcast(constants[7]);
        _c3 = TVector.Broadcast(constants[8]);
        _c4 = TVector.Broadcast(constants[9]);
        _c5 = TVector.Broadcast(constants[10]);
        _c6 = TVector.Broadcast(constants[11]);
    }

    /// <summary>silu(z); below -80 silu(-80), which is -1.4e-33.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Of(TVector z)
    {
        z = TVector.Max(_least, z);
        return z / (_one + ExpOfNegative(TVector.Min(_greatest, z)));
    }

    /// <summary>gradient * silu'(z), where silu'(z) = s (1 + z (1 - s)), s = 1 / (1 + e^-z), and z is limited to [-80, 80].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Gradient(TVector z, TVector gradient)
    {
        z = TVector.Min(_greatest, TVector.Max(_least, z));
        TVector exp = ExpOfNegative(z);
        TVector sigmoid = _one / (_one + exp);
        // 1 - s = e^-z s, without the digits that the difference loses.
        return gradient * sigmoid * TVector.MultiplyAdd(z * exp, sigmoid, _one);
    }

    /// <summary>e^-z, of z in [-80, 80], within two units in the last place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector ExpOfNegative(TVector z)
    {
        // In a float of this size, the last digit counts ones: the sum is rounded to an integer, which stands in its low bits.
        TVector shifted = TVector.MultiplyAdd(z, _perLn2, _integers);
        TVector n = shifted - _integers;
        // -r, so the odd powers' coefficients change their sign.
        TVector r = TVector.MultiplyAdd(n, _ln2High, z);
        r = TVector.MultiplyAdd(n, _ln2Low, r);
        // Pairs first (Estrin): half as long a way from r to the result.
        TVector square = r * r;
        TVector high = TVector.MultiplyAdd(square, _c6, TVector.MultiplyAdd(r, _c5, _c4));
        TVector middle = TVector.MultiplyAdd(r, _c3, _c2);
        TVector p = TVector.MultiplyAdd(square, TVector.MultiplyAdd(square, high, middle), _one - r);
        return TVector.AddToExponent(p, shifted);
    }
}
