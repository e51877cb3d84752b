using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>Replaces a function of TorchSharp's native library: its first bytes become a jump to a function of this program.</summary>
internal static unsafe partial class ReplacedFunction
{
    private const int JumpLength = 12;
    private const int ReadWrite = 1 | 2;
    private const int ReadExecute = 1 | 4;

    /// <summary>True where functions can be replaced: on x64.</summary>
    public static bool IsSupported => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Replaces a function; to be called before another thread can be in it.</summary>
    /// <param name="name">Name of the exported function.</param>
    /// <param name="expected">Bytes with which it begins in TorchSharp 0.107.</param>
    /// <param name="target">Function with the same signature that is run in its place.</param>
    /// <param name="fault">Fault of TorchSharp that the replacement mends, for the error: "frees numbers that libtorch still reads".</param>
    /// <exception cref="EngineException">The function is not the one of TorchSharp 0.107, or the system does not let its code be changed.</exception>
    public static void Replace(string name, ReadOnlySpan<byte> expected, nint target, string fault)
    {
        byte* function = (byte*)Engine.Symbol("LibTorchSharp", name);
        if (!new ReadOnlySpan<byte>(function, expected.Length).SequenceEqual(expected))
            throw new EngineException($"{name} in TorchSharp's library is not that of version 0.107, for which this program is made.");

        // mov rax, target; jmp rax
        ReadOnlySpan<byte> begin = [0x48, 0xB8], end = [0xFF, 0xE0];
        nint first = (nint)((long)function & -(long)Environment.SystemPageSize);
        nuint length = (nuint)((long)function + JumpLength - first);
        Protect(ReadWrite);
        begin.CopyTo(new Span<byte>(function, 2));
        *(nint*)(function + 2) = target;
        end.CopyTo(new Span<byte>(function + 10, 2));
        Protect(ReadExecute);

        void Protect(int protection)
        {
            if (ChangeProtection(first, length, protection) != 0)
                throw new EngineException($"The system does not let the code of {name} be changed (error {Marshal.GetLastPInvokeError()}), without which TorchSharp 0.107 {fault}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int ChangeProtection(nint address, nuint length, int protection);
}
