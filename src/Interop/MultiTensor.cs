namespace Interop;

/// <summary>Passes over many tensors at once.</summary>
public static unsafe class MultiTensor
{
    /// <summary>Multiplies every gradient in place and returns whether any element was infinite or not a number.</summary>
    public static bool Unscale(ReadOnlySpan<nint> gradients, float inverseScale)
    {
        fixed (nint* handles = gradients)
        {
            Check.Status(Native.bridge_unscale(handles, gradients.Length, inverseScale, out int foundInf));
            return foundInf != 0;
        }
    }
}
