using System.Reflection;
using System.Runtime.InteropServices;

namespace Schemes.Distributed;

/// <summary>Functions of src/Gloo/gloo_shim.h.</summary>
internal sealed unsafe class GlooLibrary
{
    public const int Ok = 0;
    public const int TimedOut = 2;
    public const int Aborted = 4;

    private const string FileName = "libglooshim.so";
    private const int Version = 1;
    private static readonly Lazy<(GlooLibrary? Library, string Reason)> s_loaded = new(() => Load(AppContext.BaseDirectory, BuildFolder));

    public readonly delegate* unmanaged<int, int, nint> New;
    public readonly delegate* unmanaged<nint, byte*, byte*, long, int> Listen;
    public readonly delegate* unmanaged<nint, int, int*, byte*> Address;
    public readonly delegate* unmanaged<nint, int, byte*, int, int> Connect;
    public readonly delegate* unmanaged<nint, int> Ready;
    public readonly delegate* unmanaged<nint, nint, long, int, int, long, int> AllReduce;
    public readonly delegate* unmanaged<nint, nint, nint, long, int, int, long, int> ReduceScatter;
    public readonly delegate* unmanaged<nint, nint, nint, long, long, int> AllGather;
    public readonly delegate* unmanaged<nint, nint, long, int, long, int> Broadcast;
    public readonly delegate* unmanaged<nint, long, int> Barrier;
    public readonly delegate* unmanaged<nint, void> Abort;
    public readonly delegate* unmanaged<nint, void> Close;
    public readonly delegate* unmanaged<nint, byte*> Error;
    public readonly delegate* unmanaged<nint, int, int> Missing;

    private GlooLibrary(nint library)
    {
        nint Export(string name) => NativeLibrary.GetExport(library, "gloo_shim_" + name);
        int version = ((delegate* unmanaged<int>)Export("version"))();
        if (version != Version)
            throw new DllNotFoundException($"it has version {version} instead of {Version}");
        New = (delegate* unmanaged<int, int, nint>)Export("new");
        Listen = (delegate* unmanaged<nint, byte*, byte*, long, int>)Export("listen");
        Address = (delegate* unmanaged<nint, int, int*, byte*>)Export("address");
        Connect = (delegate* unmanaged<nint, int, byte*, int, int>)Export("connect");
        Ready = (delegate* unmanaged<nint, int>)Export("ready");
        AllReduce = (delegate* unmanaged<nint, nint, long, int, int, long, int>)Export("all_reduce");
        ReduceScatter = (delegate* unmanaged<nint, nint, nint, long, int, int, long, int>)Export("reduce_scatter");
        AllGather = (delegate* unmanaged<nint, nint, nint, long, long, int>)Export("all_gather");
        Broadcast = (delegate* unmanaged<nint, nint, long, int, long, int>)Export("broadcast");
        Barrier = (delegate* unmanaged<nint, long, int>)Export("barrier");
        Abort = (delegate* unmanaged<nint, void>)Export("abort");
        Close = (delegate* unmanaged<nint, void>)Export("close");
        Error = (delegate* unmanaged<nint, byte*>)Export("error");
        Missing = (delegate* unmanaged<nint, int, int>)Export("missing");
    }

    public static bool Available => s_loaded.Value.Library is not null;

    /// <exception cref="DllNotFoundException">The library is not built, or does not load.</exception>
    public static GlooLibrary Instance => s_loaded.Value.Library ?? throw new DllNotFoundException(s_loaded.Value.Reason);

    /// <summary>The folder that scripts/build-gloo.sh writes to, in the checkout that this was built from.</summary>
    private static string? BuildFolder => typeof(GlooLibrary).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "GlooFolder")?.Value;

    /// <summary>Loads the library from the first folder that has it, or returns the reason why it cannot.</summary>
    internal static (GlooLibrary? Library, string Reason) Load(params string?[] folders)
    {
        string? path = folders.Select(folder => Path.Combine(folder ?? "", FileName)).FirstOrDefault(File.Exists);
        if (path is null)
            return (null, $"Several ranks on CPUs need {FileName}, which is in none of these folders: {string.Join(", ", folders)}. Run scripts/build-gloo.sh (it needs g++ and libgloo-dev).");
        try
        {
            return (new GlooLibrary(NativeLibrary.Load(path)), "");
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return (null, $"{path} cannot be used: {exception.Message}. Run scripts/build-gloo.sh again (it needs g++ and libgloo-dev).");
        }
    }
}
