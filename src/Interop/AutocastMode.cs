namespace Interop;

/// <summary>libtorch's autocast, which belongs to the calling thread.</summary>
public static class AutocastMode
{
    /// <summary>The state for a kind of device (libtorch's number: 0 CPU, 1 CUDA).</summary>
    public static AutocastState Get(int deviceType)
    {
        Check.Status(Native.bridge_autocast_get(deviceType, out AutocastState state));
        return state;
    }

    /// <summary>Sets the state for a kind of device.</summary>
    public static void Set(int deviceType, AutocastState state) => Check.Status(Native.bridge_autocast_set(deviceType, in state));

    /// <summary>Enters a scope; returns the depth it has.</summary>
    public static int Enter()
    {
        Check.Status(Native.bridge_autocast_enter(out int depth));
        return depth;
    }

    /// <summary>Leaves a scope; leaving the outermost one drops the cast weights. Returns the depth that remains.</summary>
    public static int Leave()
    {
        Check.Status(Native.bridge_autocast_leave(out int depth));
        return depth;
    }

    /// <summary>Drops the cast weights now.</summary>
    public static void ClearCache() => Check.Status(Native.bridge_autocast_clear_cache());
}
