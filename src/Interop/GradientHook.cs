using System.Runtime.InteropServices;

namespace Interop;

/// <summary>Tells when the backward pass reaches a tensor.</summary>
public static unsafe class GradientHook
{
    /// <summary>
    /// Has <paramref name="reached"/> called each time the whole gradient of a tensor is there, before it is handed on
    /// to what the tensor was computed from. The gradient is left alone.
    /// </summary>
    /// <param name="tensor">Handle of a tensor that needs a gradient.</param>
    /// <param name="reached">Called on the thread that computes the gradient; must not throw.</param>
    public static void Attach(nint tensor, Action reached)
    {
        ArgumentNullException.ThrowIfNull(reached);
        GCHandle state = GCHandle.Alloc(reached);
        int status = Native.bridge_on_gradient(tensor, &OnReached, &OnRelease, GCHandle.ToIntPtr(state));
        if (status != 0)
            state.Free();
        Check.Status(status);
    }

    [UnmanagedCallersOnly]
    private static void OnReached(nint state) => ((Action)GCHandle.FromIntPtr(state).Target!)();

    [UnmanagedCallersOnly]
    private static void OnRelease(nint state) => GCHandle.FromIntPtr(state).Free();
}
