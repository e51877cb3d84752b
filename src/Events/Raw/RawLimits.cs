namespace Events.Raw;

/// <summary>Numbers that the encodings of RAW files share.</summary>
internal static class RawLimits
{
    /// <summary>Coordinates have 11 bits.</summary>
    public const int MostSide = 1 << 11;

    /// <summary>
    /// Latest time that is written, 12.7 days. Clocks of 24 and 34 bits run round; every round takes two words, and times
    /// that are not those of a recording would make long files of them.
    /// </summary>
    public const long MostTime = (1L << 40) - 1;

    /// <summary>Type of the words with the high bits of the time.</summary>
    public const int TimeHigh = 0x8;

    /// <summary>Type of external triggers, which are no events of pixels.</summary>
    public const int Trigger = 0xA;

    /// <summary>Type of extensions, such as counters of the camera.</summary>
    public const int Others = 0xE;

    /// <summary>Type of further data of the word before.</summary>
    public const int Continued = 0xF;
}
