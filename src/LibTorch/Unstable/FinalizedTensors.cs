using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LibTorch.Loading;
using LibTorch.Stable;

namespace LibTorch.Unstable;

/// <summary>Keeps tensors for a while after their finalizers have run.</summary>
/// <remarks>
/// TorchSharp 0.107 hands a tensor's native pointer to libtorch and does not keep the managed tensor alive while libtorch works: in
/// <c>a.copy_(b.neg())</c> a garbage collection that another thread causes in that moment finds the temporary dead, its finalizer frees
/// it, and libtorch reads freed memory. The native function that frees a tensor is therefore replaced: <c>Dispose</c> frees at once, as
/// before; what the finalizer's thread frees waits until any operator that could still read it has returned.
/// </remarks>
public static unsafe class FinalizedTensors
{
    // The longest operators of a training step take about a second on a slow processor.
    private const long KeptMilliseconds = 20_000;

    // Other threads may let go of tensors all the time.
    private const int MostPasses = 10;

    private static readonly ConcurrentQueue<(nint Tensor, long Time)> s_kept = new();

    [ThreadStatic]
    private static bool s_isFinalizerThread;

    private static bool s_extended;

    /// <summary>Replaces the function; to be called before TorchSharp's library is used.</summary>
    /// <exception cref="EngineException">The function is not the one of TorchSharp 0.107, or the system does not let its code be changed.</exception>
    internal static void Extend()
    {
        if (s_extended || !ReplacedFunction.IsSupported)
            return;
        s_extended = true;
        MarkFinalizerThread();
        GC.Collect(0);
        GC.WaitForPendingFinalizers();

        // test rdi, rdi; je; mov rax, [rdi]; cmp rax, [...]
        ReplacedFunction.Replace("THSTensor_dispose", [0x48, 0x85, 0xFF, 0x74, 0x26, 0x48, 0x8B, 0x07, 0x48, 0x3B, 0x05],
            (nint)(delegate* unmanaged<nint, void>)&Dispose, "frees tensors that libtorch still reads");
    }

    /// <summary>Frees every tensor that nobody holds any more; no operator may be running on one of them.</summary>
    public static void Free()
    {
        // What the finalizers of a pass let go of is found by the next: a freed graph may have held objects that hold tensors.
        for (int i = 0; i < 2 || (i < MostPasses && FreeOlder(long.MaxValue)); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <returns>False if there was nothing to free.</returns>
    private static bool FreeOlder(long before)
    {
        bool any = false;
        while (s_kept.TryPeek(out (nint Tensor, long Time) oldest) && oldest.Time < before && s_kept.TryDequeue(out oldest))
        {
            _ = StableAbi.DeleteTensor(oldest.Tensor);
            any = true;
        }

        return any;
    }

    [UnmanagedCallersOnly]
    private static void Dispose(nint tensor)
    {
        if (tensor == 0)
            return;
        if (!s_isFinalizerThread)
        {
            _ = StableAbi.DeleteTensor(tensor);
            return;
        }
        long now = Environment.TickCount64;
        s_kept.Enqueue((tensor, now));
        _ = FreeOlder(now - KeptMilliseconds);
    }

    // Not inlined: the object must be dead when the collection begins.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MarkFinalizerThread() => GC.KeepAlive(new FinalizerMark());

    private sealed class FinalizerMark
    {
        ~FinalizerMark() => s_isFinalizerThread = true;
    }
}
