using System.Runtime.InteropServices;

namespace Interop;

/// <summary>Tells when the backward pass has added to the gradient of a parameter, until it is disposed of.</summary>
public sealed unsafe class AccumulationHook : IDisposable
{
    private nint _hook;

    /// <summary>Begins to watch.</summary>
    /// <param name="leaf">Handle of a leaf that needs a gradient; given data of another type or device, it is watched no more.</param>
    /// <param name="accumulated">
    /// Called after each addition to the leaf's gradient, on the thread that computes it; an exception ends the backward
    /// pass.
    /// </param>
    public AccumulationHook(nint leaf, Action accumulated)
    {
        ArgumentNullException.ThrowIfNull(accumulated);
        GCHandle state = GCHandle.Alloc(accumulated);
        int status = Native.bridge_on_accumulated(leaf, &GradientHook.Call, &GradientHook.Release, GCHandle.ToIntPtr(state), out _hook);
        if (status != 0)
            state.Free();
        Check.Status(status);
    }

    /// <summary>Ends the watch.</summary>
    ~AccumulationHook() => Free();

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint hook = Interlocked.Exchange(ref _hook, 0);
        if (hook != 0)
            Check.Status(Native.bridge_hook_free(hook));
    }
}
