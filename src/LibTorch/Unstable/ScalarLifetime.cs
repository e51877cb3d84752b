using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>Keeps TorchSharp's native scalars for a while after their finalizers have run.</summary>
/// <remarks>
/// In TorchSharp 0.107 nothing keeps the managed <c>Scalar</c> of <c>tensor.add_(1)</c> alive while libtorch reads the native one: a garbage
/// collection that another thread causes in that moment frees it, and the operator fails ("Unknown scalar type") or computes with
/// another number. The native function that frees a scalar is therefore replaced: a scalar is freed when a quarter of a million others
/// have been, long after every operator that could still read it has returned.
/// </remarks>
internal static unsafe class ScalarLifetime
{
    private const int Kept = 1 << 18;

    private static nint* s_kept;
    private static long s_count;

    /// <summary>Replaces the function; to be called before TorchSharp's library is used.</summary>
    /// <exception cref="EngineException">The function is not the one of TorchSharp 0.107, or the system does not let its code be changed.</exception>
    public static void Extend()
    {
        if (s_kept != null || !ReplacedFunction.IsSupported)
            return;
        s_kept = (nint*)NativeMemory.AllocZeroed(Kept, (nuint)sizeof(nint));

        // test rdi, rdi; je
        ReplacedFunction.Replace("THSTorch_dispose_scalar", [0x48, 0x85, 0xFF, 0x74], (nint)(delegate* unmanaged<nint, void>)&Dispose, "frees numbers that libtorch still reads");
    }

    [UnmanagedCallersOnly]
    private static void Dispose(nint scalar)
    {
        if (scalar == 0)
            return;
        long number = Interlocked.Increment(ref s_count) & (Kept - 1);
        nint oldest = Interlocked.Exchange(ref s_kept[number], scalar);
        if (oldest != 0)
            NativeMemory.Free((void*)oldest);
    }
}
