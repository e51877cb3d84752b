namespace Schemes;

/// <summary>Part of the training state that ZeRO keeps in the host's memory instead of the device's.</summary>
public enum Offload
{
    /// <summary>Nothing is offloaded.</summary>
    None,

    /// <summary>The optimizer's state and its float32 weights; the update is computed on the host.</summary>
    Optimizer,

    /// <summary>The same, and the parameters between their uses.</summary>
    Parameters,
}
