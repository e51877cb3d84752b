// Uses TorchSharp on a second thread while the first is still being told that TorchSharp was loaded, before the engine is. Writes the
// sum of a tensor of three ones, computed on each thread.
using System.Reflection;
using System.Runtime.CompilerServices;
using LibTorch.Loading;
using static TorchSharp.torch;

// Handlers run in the order of their registration: this one comes before the engine's, whose module initializer runs with its first method.
AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
{
    if (loaded.LoadedAssembly.GetName().Name != "TorchSharp")
        return;
    Thread other = new(WriteSum);
    other.Start();
    other.Join();
};
RegisterEngine();
LoadTorchSharp();
WriteSum();

[MethodImpl(MethodImplOptions.NoInlining)]
static void RegisterEngine() => Engine.Register();

[MethodImpl(MethodImplOptions.NoInlining)]
static void LoadTorchSharp() => Assembly.Load("TorchSharp");

[MethodImpl(MethodImplOptions.NoInlining)]
static void WriteSum()
{
    using Tensor tensor = ones(3);
    using Tensor sum = tensor.sum();
    Console.WriteLine(sum.item<float>());
}
