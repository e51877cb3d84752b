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
    /// <param name="reached">Called on the thread that computes the gradient; an exception ends the backward pass.</param>
    public static void Attach(nint tensor, Action reached)
    {
        ArgumentNullException.ThrowIfNull(reached);
        GCHandle state = GCHandle.Alloc(reached);
        int status = Native.bridge_on_gradient(tensor, &Call, &Release, GCHandle.ToIntPtr(state));
        if (status != 0)
            state.Free();
        Check.Status(status);
    }

    [UnmanagedCallersOnly]
    internal static int Call(nint state)
    {
        try
        {
            ((Action)GCHandle.FromIntPtr(state).Target!)();
            return 0;
        }
#pragma warning disable CA1031 // No exception may pass through native frames: its message goes round them.
        catch (Exception exception)
        {
            _ = Native.bridge_set_error(exception.Message);
            return 1;
        }
#pragma warning restore CA1031
    }

    [UnmanagedCallersOnly]
    internal static void Release(nint state) => GCHandle.FromIntPtr(state).Free();
}
