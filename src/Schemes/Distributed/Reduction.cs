namespace Schemes.Distributed;

/// <summary>Reduction of the ranks' values, element by element; the numbers are those of gloo_shim.h.</summary>
public enum Reduction
{
    /// <summary>The sum.</summary>
    Sum = 0,

    /// <summary>The smallest.</summary>
    Min = 1,

    /// <summary>The largest.</summary>
    Max = 2,
}
