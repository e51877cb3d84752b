namespace Interop;

/// <summary>The state of a device's default random number generator.</summary>
public static class RandomState
{
    /// <summary>A copy of the state: a handle on a byte tensor on the CPU.</summary>
    public static nint Get(int deviceType, int deviceIndex)
    {
        Check.Status(Native.bridge_rng_state_get(deviceType, deviceIndex, out nint state));
        return state;
    }

    /// <summary>Puts a state back.</summary>
    public static void Set(int deviceType, int deviceIndex, nint state) =>
        Check.Status(Native.bridge_rng_state_set(deviceType, deviceIndex, state));
}
