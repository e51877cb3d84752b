using System.Runtime.InteropServices;

namespace Interop;

/// <summary>The libtorch that the bridge was built with, as a whole.</summary>
public static class Library
{
    /// <summary>libtorch's version: <c>1.13.1</c>.</summary>
    public static string TorchVersion => Marshal.PtrToStringUTF8(Native.bridge_torch_version()) ?? "";

    /// <summary>libtorch's own description of how it was built.</summary>
    public static string TorchConfiguration => Marshal.PtrToStringUTF8(Native.bridge_torch_config()) ?? "";

    /// <summary>Whether the bridge has its CUDA parts.</summary>
    public static bool CompiledWithCuda => Native.bridge_compiled_with_cuda() != 0;

    /// <summary>Threads inside an operator on the CPU.</summary>
    public static int Threads
    {
        get
        {
            Check.Status(Native.bridge_get_num_threads(out int threads));
            return threads;
        }
        set => Check.Status(Native.bridge_set_num_threads(value));
    }

    /// <summary>Seeds the generators of all devices.</summary>
    public static void ManualSeed(long seed) => Check.Status(Native.bridge_manual_seed(seed));

    /// <summary>Treats denormal numbers as zero; returns whether the processor can.</summary>
    public static bool FlushDenormals(bool on)
    {
        Check.Status(Native.bridge_set_flush_denormal(on ? 1 : 0, out int supported));
        return supported != 0;
    }

    /// <summary>Lets convolutions use oneDNN, or forbids it.</summary>
    public static void AllowOneDnn(bool on) => Check.Status(Native.bridge_set_mkldnn_enabled(on ? 1 : 0));

    /// <summary>
    /// Lets the bridge's own CPU kernels (FP32 batch normalisation and max pooling) work in place of ATen's, or passes
    /// everything on to ATen; returns what held before. The numbers are the same, the time is not.
    /// </summary>
    public static bool UseOwnKernels(bool on)
    {
        Check.Status(Native.bridge_set_own_kernels(on ? 1 : 0, out int before));
        return before != 0;
    }
}
