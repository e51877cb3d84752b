namespace Schemes.Zero;

/// <summary>Bytes that one rank keeps between two steps, as the tensors hold them (an allocator rounds each up).</summary>
/// <param name="Parameters">Bytes of the parameters that the forward pass computes with: the whole, or in stage 3 this rank's share.</param>
/// <param name="Masters">The float32 copies that are updated, if they are not the parameters themselves.</param>
/// <param name="Gradients">Gradients accumulated so far.</param>
/// <param name="OptimizerState">Momentum and such.</param>
public sealed record ZeroMemory(long Parameters, long Masters, long Gradients, long OptimizerState)
{
    /// <summary>All of them.</summary>
    public long Total => Parameters + Masters + Gradients + OptimizerState;
}
