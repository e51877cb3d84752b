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
internal static unsafe partial class ScalarLifetime
{
    private const string Function = "THSTorch_dispose_scalar";
    private const int Kept = 1 << 18;
    private const int ReadWrite = 1 | 2;
    private const int ReadExecute = 1 | 4;

    // How the function begins in TorchSharp 0.107: test rdi, rdi; je.
    private static readonly byte[] s_expected = [0x48, 0x85, 0xFF, 0x74];

    private static nint* s_kept;
    private static long s_count;

    /// <summary>Replaces the function; to be called before TorchSharp's library is used.</summary>
    /// <exception cref="EngineException">The function is not the one of TorchSharp 0.107, or the system does not let its code be changed.</exception>
    public static void Extend()
    {
        if (s_kept != null || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        byte* function = (byte*)Engine.Symbol("LibTorchSharp", Function);
        if (!new ReadOnlySpan<byte>(function, s_expected.Length).SequenceEqual(s_expected))
            throw new EngineException($"{Function} in TorchSharp's library is not that of version 0.107, for which this program is made.");
        s_kept = (nint*)NativeMemory.AllocZeroed(Kept, (nuint)sizeof(nint));

        // mov rax, Dispose; jmp rax
        ReadOnlySpan<byte> begin = [0x48, 0xB8], end = [0xFF, 0xE0];
        nint target = (nint)(delegate* unmanaged<nint, void>)&Dispose;
        long page = Environment.SystemPageSize;
        nint first = (nint)((long)function & -page);
        nuint length = (nuint)((long)function + 12 - first);
        Protect(first, length, ReadWrite);
        begin.CopyTo(new Span<byte>(function, 2));
        *(nint*)(function + 2) = target;
        end.CopyTo(new Span<byte>(function + 10, 2));
        Protect(first, length, ReadExecute);
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

    private static void Protect(nint address, nuint length, int protection)
    {
        if (ChangeProtection(address, length, protection) != 0)
            throw new EngineException($"The system does not let the code of {Function} be changed (error {Marshal.GetLastPInvokeError()}), without which TorchSharp 0.107 frees numbers that libtorch still reads.");
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int ChangeProtection(nint address, nuint length, int protection);
}
