using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LibTorch.Loading;

/// <summary>Runs before anything else in an assembly that uses TorchSharp (this file is compiled into each of them).</summary>
internal static class EngineInitializer
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp's first use in any of these assemblies must find its libraries.")]
    internal static void Initialize() => Engine.Register();
}
