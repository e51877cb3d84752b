namespace Schemes.Memory;

/// <summary>Pass of a module of a network.</summary>
public enum ModulePass
{
    /// <summary>No module is running.</summary>
    None,

    /// <summary>The module computes its outputs: the first time in the forward phase, once more in the backward phase if it is recomputed.</summary>
    Forward,

    /// <summary>The gradients of its parameters and inputs are being computed.</summary>
    Backward,
}
