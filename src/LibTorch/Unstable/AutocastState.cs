using LibTorch.Loading;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>libtorch's autocast state of the calling thread for one kind of device.</summary>
/// <param name="Enabled">True if eligible operators run in the lower precision.</param>
/// <param name="Type">Lower precision of those operators.</param>
/// <param name="CachesWeights">True if cast weights are kept until the outermost scope ends.</param>
public readonly unsafe record struct AutocastState(bool Enabled, torch.ScalarType Type, bool CachesWeights)
{
    /// <summary>Reads the state.</summary>
    public static AutocastState Get(DeviceType device)
    {
        Engine.Start();
        return Read((sbyte)device);
    }

    /// <summary>Sets the state.</summary>
    public void Set(DeviceType device)
    {
        Engine.Start();
        Write((sbyte)device);
    }

    /// <summary>Enters a scope.</summary>
    public static void Enter()
    {
        Engine.Start();
        Symbols.Increment();
    }

    /// <summary>Leaves a scope; leaving the outermost one drops the cast weights.</summary>
    public static void Leave()
    {
        if (Symbols.Decrement() == 0)
            Symbols.ClearCache();
    }

    /// <summary>Looks every symbol up, and checks that the CPU's state can be written, read and restored.</summary>
    /// <exception cref="EngineException">A symbol is missing, or does not do what its name says.</exception>
    internal static void Check()
    {
        AutocastState before = Read(0);
        AutocastState tried = new(true, torch.ScalarType.BFloat16, false);
        tried.Write(0);
        AutocastState read = Read(0);
        before.Write(0);
        Symbols.Increment();
        Leave();
        if (read != tried)
            throw new EngineException($"The autocast state of libtorch {Engine.FoundVersion()} in {Engine.Folder} was set to {tried} and reads {read}; this program is made for libtorch 2.10.");
    }

    private static AutocastState Read(sbyte device) =>
        new(Symbols.IsEnabled(device) != 0, (torch.ScalarType)Symbols.Type(device), Symbols.IsCacheEnabled() != 0);

    private void Write(sbyte device)
    {
        Symbols.SetEnabled(device, Enabled ? (byte)1 : (byte)0);
        Symbols.SetType(device, (sbyte)Type);
        Symbols.SetCacheEnabled(CachesWeights ? (byte)1 : (byte)0);
    }

    private static class Symbols
    {
        public static readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Find("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE");
        public static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Find("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");
        public static readonly delegate* unmanaged<sbyte, sbyte> Type = (delegate* unmanaged<sbyte, sbyte>)Find("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE");
        public static readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)Find("_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
        public static readonly delegate* unmanaged<byte> IsCacheEnabled = (delegate* unmanaged<byte>)Find("_ZN2at8autocast25is_autocast_cache_enabledEv");
        public static readonly delegate* unmanaged<byte, void> SetCacheEnabled = (delegate* unmanaged<byte, void>)Find("_ZN2at8autocast26set_autocast_cache_enabledEb");
        public static readonly delegate* unmanaged<int> Increment = (delegate* unmanaged<int>)Find("_ZN2at8autocast17increment_nestingEv");
        public static readonly delegate* unmanaged<int> Decrement = (delegate* unmanaged<int>)Find("_ZN2at8autocast17decrement_nestingEv");
        public static readonly delegate* unmanaged<void> ClearCache = (delegate* unmanaged<void>)Find("_ZN2at8autocast11clear_cacheEv");

        private static nint Find(string symbol) => Engine.Symbol("torch_cpu", symbol);
    }
}
