namespace Events.Fred;

/// <summary>Part of a data set. A sequence belongs to one as a whole: neighbouring frames are nearly equal.</summary>
public enum FredSplit
{
    /// <summary>Sequences to train with.</summary>
    Train,

    /// <summary>Sequences to validate with.</summary>
    Val,

    /// <summary>Sequences for a last test.</summary>
    Test,
}
