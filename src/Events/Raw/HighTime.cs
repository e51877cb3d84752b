namespace Events.Raw;

/// <summary>The high bits of the time while they are read. The clock runs round; a step back by half a round or more is a new round.</summary>
/// <param name="bits">Bits of the clock that the words hold.</param>
/// <param name="shift">Bits of the time below these.</param>
internal sealed class HighTime(int bits, int shift)
{
    private long _rounds;
    private uint _last;

    /// <summary>True once a word with high bits was read.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>The time in microseconds, its low bits 0.</summary>
    public long Value => ((_rounds << bits) | _last) << shift;

    /// <summary>Takes the high bits of a word.</summary>
    /// <returns><see cref="Value"/>.</returns>
    public long Set(uint high)
    {
        if (IsKnown && high < _last && _last - high >= 1u << (bits - 1))
            _rounds++;
        (_last, IsKnown) = (high, true);
        return Value;
    }
}
