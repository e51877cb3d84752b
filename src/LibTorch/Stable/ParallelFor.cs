using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Stable;

/// <summary>A loop over a range, on libtorch's own threads: as many as <c>torch.get_num_threads()</c> says.</summary>
internal static unsafe class ParallelFor
{
    /// <summary>A part of the loop. Runs on several threads at once, on one copy of the structure.</summary>
    internal interface IBody
    {
        /// <summary>Runs the elements from <paramref name="begin"/> up to, not including, <paramref name="end"/>.</summary>
        void Run(long begin, long end);
    }

    /// <summary>Runs the elements 0 to <paramref name="count"/> and returns when all are done.</summary>
    /// <param name="count">Number of elements.</param>
    /// <param name="grain">Number of elements below which a part is not divided further, at least 1.</param>
    /// <param name="body">The work; it should throw nothing, but if it does, the first exception is thrown again here.</param>
    public static void Run<TBody>(long count, long grain, TBody body)
        where TBody : unmanaged, IBody
    {
        Engine.Start();
        Context context = new() { Body = &body, Run = &RunPart<TBody> };
        int status = StableAbi.ParallelFor(0, count, grain, &Enter, &context);
        if (context.Failure != 0)
        {
            GCHandle handle = GCHandle.FromIntPtr(context.Failure);
            Exception failure = (Exception)handle.Target!;
            handle.Free();
            ExceptionDispatchInfo.Throw(failure);
        }

        if (status != 0)
            throw new InvalidOperationException($"torch_parallel_for failed with status {status}; libtorch wrote the reason to standard error.");
    }

    private static void RunPart<TBody>(void* body, long begin, long end)
        where TBody : unmanaged, IBody => Unsafe.AsRef<TBody>(body).Run(begin, end);

    // No exception may cross libtorch's frames: the first one is kept for the caller.
    [UnmanagedCallersOnly]
    private static void Enter(long begin, long end, void* context)
    {
        Context* given = (Context*)context;
        try
        {
            given->Run(given->Body, begin, end);
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown again in Run.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            GCHandle handle = GCHandle.Alloc(exception);
            if (Interlocked.CompareExchange(ref given->Failure, GCHandle.ToIntPtr(handle), 0) != 0)
                handle.Free();
        }
    }

    private struct Context
    {
        public void* Body;
        public delegate*<void*, long, long, void> Run;
        public nint Failure;
    }
}
