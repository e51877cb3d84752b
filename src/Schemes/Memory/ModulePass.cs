namespace Schemes.Memory;

/// <summary>What a module of a network is doing.</summary>
public enum ModulePass
{
    /// <summary>No module is running.</summary>
    None,

    /// <summary>It computes its outputs: the first time in the forward phase, once more in the backward phase where it is recomputed.</summary>
    Forward,

    /// <summary>The gradients of its parameters and inputs are being computed.</summary>
    Backward,
}
