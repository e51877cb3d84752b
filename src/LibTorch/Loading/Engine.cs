using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using LibTorch.Stable;
using LibTorch.Unstable;
using TorchSharp;

namespace LibTorch.Loading;

/// <summary>The native libraries under TorchSharp: found and loaded before TorchSharp looks for them, checked at their first use here.</summary>
public static class Engine
{
    private const string TorchSharpLibrary = "LibTorchSharp";

    private static readonly Lock s_lock = new();

    // The checks compute with tensors: they hold a lock of their own, so that another thread's first native call does not wait for them.
    private static readonly Lock s_checks = new();
    private static readonly string[] s_names = ["c10", "torch_cpu", "torch", TorchSharpLibrary];
    private static readonly Dictionary<string, nint> s_libraries = [];
    private static bool s_registered;
    private static bool s_resolving;
    private static bool s_loaded;
    private static bool s_checking;
    private static volatile bool s_started;

    /// <summary>Version of the loaded libtorch, such as <c>2.10.0</c>.</summary>
    public static string Version
    {
        get
        {
            Start();
            return FoundVersion();
        }
    }

    /// <summary>Folder that the loaded libtorch lies in.</summary>
    public static string Folder { get; private set; } = "";

    /// <summary>Error of loading the libraries; null if there was none. TorchSharp's own error, which follows, does not contain it.</summary>
    public static EngineException? Failure { get; private set; }

    /// <summary>Arranges for the libraries to be loaded as soon as TorchSharp is. May be called any number of times.</summary>
    public static void Register()
    {
        lock (s_lock)
        {
            if (s_registered || !OperatingSystem.IsLinux())
                return;
            s_registered = true;

            // Libraries that are loaded already are found by their names; others of these names, which a system may have, are not tried.
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => LoadFor(loaded.LoadedAssembly);
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => Loaded(name);
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
                LoadFor(assembly);
            LoadBeforeTheSystems();
        }
    }

    /// <summary>Checks once everything that is needed of the libraries.</summary>
    /// <exception cref="EngineException">A library is missing, cannot be loaded, or lacks a symbol; the message names it.</exception>
    public static void Start()
    {
        if (s_started)
            return;
        Register();
        try
        {
            // The same order on all threads: TorchSharp's initialisation, then the locks.
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception) when (Failure is not null)
        {
            throw Failure;
        }

        lock (s_checks)
        {
            // The checks use nodes and operators, which call Start again.
            if (s_started || s_checking)
                return;
            s_checking = true;
            try
            {
                CpuAllocator.Check();
                OneDnn.Check();
                AutocastState.Check();
                TensorUses.Check();
                StorageMemory.Check();
                GraphNode.Check();
                s_started = true;
            }
            finally
            {
                s_checking = false;
            }
        }
    }

    /// <summary>Address of an exported function.</summary>
    /// <param name="library">Name without prefix and suffix: <c>torch_cpu</c>, <c>c10</c>, <c>LibTorchSharp</c>.</param>
    /// <param name="symbol">The name it is exported by, mangled if it is C++.</param>
    /// <exception cref="EngineException">The library does not export it.</exception>
    internal static nint Symbol(string library, string symbol)
    {
        lock (s_lock)
        {
            return NativeLibrary.TryGetExport(Load(library), symbol, out nint address)
                ? address
                : throw new EngineException($"lib{library}.so of libtorch {FoundVersion()} in {Folder} lacks the symbol {symbol}, which this program needs; it is made for TorchSharp 0.107 and libtorch 2.10.");
        }
    }

    /// <summary>True if a library exports a function.</summary>
    internal static bool Has(string library, string symbol)
    {
        lock (s_lock)
            return NativeLibrary.TryGetExport(Load(library), symbol, out _);
    }

    /// <summary>Version of the libtorch that was loaded, whether or not it is usable.</summary>
    internal static unsafe string FoundVersion()
    {
        if (!NativeLibrary.TryGetExport(Load("torch_cpu"), "aoti_torch_abi_version", out nint function))
            return "before 2.9";
        ulong version = ((delegate* unmanaged<ulong>)function)();
        return string.Create(CultureInfo.InvariantCulture, $"{version >> 56}.{(version >> 48) & 0xff}.{(version >> 40) & 0xff}");
    }

    private static void LoadFor(Assembly assembly)
    {
        if (assembly.GetName().Name != "TorchSharp")
            return;
        lock (s_lock)
        {
            // Another thread may use TorchSharp before this event is over: its first call of a native function waits.
            if (!s_resolving)
                NativeLibrary.SetDllImportResolver(assembly, (name, _, _) => Loaded(name));
            s_resolving = true;
            LoadAll();
        }
    }

    // Once a library is loaded, the system's loader answers every request for its name with it. So where the system has a libtorch too, ours is loaded here,
    // before any thread can ask for that name. Elsewhere it is loaded with TorchSharp, so that programs that never use it start faster.
    private static void LoadBeforeTheSystems()
    {
        if (!LibraryFolders.SystemHas("libtorch_cpu.so"))
            return;
        try
        {
            foreach (string name in s_names)
                Load(name);
        }
        catch (EngineException)
        {
            // The same error comes again when TorchSharp is loaded, and is reported then.
        }
    }

    private static nint Loaded(string name)
    {
        if (Array.IndexOf(s_names, name) < 0)
            return 0;
        lock (s_lock)
        {
            LoadAll();
            return s_libraries.GetValueOrDefault(name);
        }
    }

    private static void LoadAll()
    {
        lock (s_lock)
        {
            if (s_loaded)
                return;
            s_loaded = true;
            try
            {
                ThreadWaiting.Shorten();
                foreach (string name in s_names)
                    Load(name);
                StableAbi.Check();
                CpuAllocator.Install();
                ScalarLifetime.Extend();
                FinalizedTensors.Extend();
            }
            catch (Exception failed) when (failed is EngineException or TypeInitializationException { InnerException: EngineException })
            {
                // Thrown by Start. TorchSharp would go on to copy libtorch out of the packages' folder and fail all the same.
                Failure = failed as EngineException ?? (EngineException)failed.InnerException!;
                Environment.SetEnvironmentVariable("NUGET_PACKAGES", Path.Combine(AppContext.BaseDirectory, "none"));
            }
        }
    }

    private static nint Load(string name)
    {
        if (s_libraries.TryGetValue(name, out nint known))
            return known;
        string file = $"lib{name}.so";
        string path = LibraryFolders.Find(file)
            ?? throw new EngineException($"{file} is in none of the folders {string.Join(", ", LibraryFolders.All())}. Set {LibraryFolders.Variable} to an unpacked libtorch, or to the torch folder of a Python installation.");
        if (name == "torch_cpu")
            Folder = Path.GetDirectoryName(path)!;
        try
        {
            nint handle = name == TorchSharpLibrary ? OldLibstdcxx.Load(path) : NativeLibrary.Load(path);
            s_libraries.Add(name, handle);
            return handle;
        }
        catch (DllNotFoundException failed)
        {
            throw new EngineException($"{path} cannot be loaded: {failed.Message.Split('\n').FirstOrDefault(line => line.Contains(file, StringComparison.Ordinal)) ?? failed.Message}", failed);
        }
    }
}
