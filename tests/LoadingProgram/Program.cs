// Uses TorchSharp on a second thread before the engine learns that TorchSharp was loaded. Writes the sum of three ones, computed on the
// second thread and then on the first.
using System.Reflection;
using System.Runtime.CompilerServices;
using LibTorch.Loading;
using static TorchSharp.torch;

// Handlers run in the order of their registration. The engine registers its own with the first call of one of its methods, which is below.
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
