namespace Yolov5.Validation;

/// <summary>
/// Sorts by descending confidence, equal confidences by ascending index. A confidence and an index are packed in one
/// 64-bit key whose ascending order is that order, so that sorting moves nothing but integers.
/// </summary>
internal static class ConfidenceOrder
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Below this many keys a comparison sort is faster than clearing the histograms.</summary>
    private const int RadixMinimum = 512;

    /// <summary>The key of one item; NaN comes after every number.</summary>
    public static ulong Key(float confidence, int index)
    {
        // Adding zero turns -0 into +0, which must tie with it.
        uint bits = BitConverter.SingleToUInt32Bits(confidence + 0f);
        uint ascending = (int)bits < 0 ? ~bits : bits | 0x8000_0000u;
        uint descending = float.IsNaN(confidence) ? uint.MaxValue : ~ascending;
        return ((ulong)descending << 32) | (uint)index;
    }

    /// <summary>The index that a key was made of.</summary>
    public static int Index(ulong key) => (int)(uint)key;

    /// <summary>The confidence that a key was made of (+0 for -0).</summary>
    public static float Confidence(ulong key)
    {
        uint ascending = ~(uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((int)ascending < 0 ? ascending & 0x7FFF_FFFFu : ~ascending);
    }

    /// <summary>Sorts keys that stand in ascending index order.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="scratch">Buffer of as many keys.</param>
    public static void Sort(Span<ulong> keys, Span<ulong> scratch)
    {
        if (keys.Length < RadixMinimum)
        {
            keys.Sort();
            return;
        }

        // Radix sort from the lowest digit of the upper half. It is stable, so the lower half, in order already, is left alone.
        Span<int> starts = stackalloc int[Digits];
        Span<ulong> from = keys;
        Span<ulong> to = scratch[..keys.Length];
        bool inScratch = false;
        for (int shift = 32; shift < 64; shift += DigitBits)
        {
            if (!CountDigits(from, shift, starts))
                continue;
            int sum = 0;
            for (int digit = 0; digit < Digits; digit++)
            {
                int count = starts[digit];
                starts[digit] = sum;
                sum += count;
            }

            foreach (ulong key in from)
                to[starts[(int)(key >> shift) & (Digits - 1)]++] = key;
            Span<ulong> swap = from;
            from = to;
            to = swap;
            inScratch = !inScratch;
        }

        if (inScratch)
            from.CopyTo(keys);
    }

    /// <summary>
    /// Keeps the <paramref name="count"/> first keys of the sorted order without sorting: they are moved to the front
    /// and stay in the order in which they stood, which must be ascending index order.
    /// </summary>
    /// <returns>The confidence of the last key kept.</returns>
    public static float Select(Span<ulong> keys, int count)
    {
        uint last = UpperHalfOfRank(keys, count - 1, out int equalToKeep);
        int kept = 0;
        foreach (ulong key in keys)
        {
            uint upper = (uint)(key >> 32);
            if (upper < last || (upper == last && equalToKeep-- > 0))
                keys[kept++] = key;
        }

        return Confidence((ulong)last << 32);
    }

    /// <summary>Finds the upper half of the key of this rank, digit by digit from the highest.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="rank">Place in the sorted order, from 0.</param>
    /// <param name="equalToKeep">Number of keys with this upper half that have a place up to this rank.</param>
    private static uint UpperHalfOfRank(ReadOnlySpan<ulong> keys, int rank, out int equalToKeep)
    {
        Span<int> counts = stackalloc int[Digits];
        uint prefix = 0;
        int remaining = rank;
        for (int shift = 32 + (2 * DigitBits); shift >= 32; shift -= DigitBits)
        {
            counts.Clear();
            int aboveShift = shift + DigitBits;
            foreach (ulong key in keys)
            {
                if (aboveShift >= 64 || key >> aboveShift == prefix)
                    counts[(int)(key >> shift) & (Digits - 1)]++;
            }

            int digit = 0;
            while (remaining >= counts[digit])
                remaining -= counts[digit++];
            prefix = (prefix << DigitBits) | (uint)digit;
        }

        equalToKeep = remaining + 1;
        return prefix;
    }

    /// <summary>Counts the digits at this place; false when all keys share one, so that the pass would move nothing.</summary>
    private static bool CountDigits(ReadOnlySpan<ulong> keys, int shift, Span<int> counts)
    {
        counts.Clear();
        foreach (ulong key in keys)
            counts[(int)(key >> shift) & (Digits - 1)]++;
        return counts[(int)(keys[0] >> shift) & (Digits - 1)] != keys.Length;
    }
}
