namespace Schemes.Distributed;

/// <summary>What a collective makes of the ranks' values; the numbers are those of bridge.h.</summary>
public enum Reduction
{
    /// <summary>Their sum.</summary>
    Sum = 0,

    /// <summary>The smallest.</summary>
    Min = 1,

    /// <summary>The largest.</summary>
    Max = 2,
}
