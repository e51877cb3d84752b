using System.Runtime.Intrinsics.X86;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>Sizes of the processor's caches, as oneDNN knows them.</summary>
/// <remarks>
/// A virtual machine may hide the caches of an AMD processor: function 8000001Dh of CPUID answers zero. oneDNN 3.7.1, which is part of
/// libtorch 2.10, reads that as three caches of one byte each. With these its reorders lose blocks of padded weights (the fault of
/// oneDNN's issue 5313, there on AArch64), so that convolutions are wrong, and some divide by zero, which ends the process.
/// Where it knows of no caches at all, oneDNN assumes 32 KiB, 512 KiB and 1 MiB; this makes it do so.
/// </remarks>
internal static unsafe class OneDnnCaches
{
    private const string Processor = "_ZN4dnnl4impl3cpu3x643cpuEv";
    private const string Exported = "_ZN2at13globalContextEv";

    // Xbyak::util::Cpu as 32-bit numbers: sizes from 7, number of sharing cores from 17, number of levels at 27.
    private const int Sizes = 7;
    private const int Sharing = 17;
    private const int Levels = 27;
    private const int Found = 3;

    /// <summary>Makes oneDNN assume sizes if the processor tells none. To be called before the first convolution.</summary>
    public static void AssumeIfHidden()
    {
        if (!AreHidden())
            return;
        long[] values = SymbolTable.Values(Path.Combine(Engine.Folder, "libtorch_cpu.so"), Processor, Exported);
        if (values.Contains(0))
            return;
        nint start = Engine.Symbol("torch_cpu", Exported) - (nint)values[1];
        int* processor = (int*)((delegate* unmanaged<nint>)(start + (nint)values[0]))();

        // One byte each: nothing else is written to, also where another version has another layout.
        Span<int> ones = [1, 1, 1];
        if (processor[Levels] == Found && new Span<int>(processor + Sizes, Found).SequenceEqual(ones) && new Span<int>(processor + Sharing, Found).SequenceEqual(ones))
            processor[Levels] = 0;
    }

    private static bool AreHidden()
    {
        const int CacheFunction = unchecked((int)0x8000001d);
        if (!X86Base.IsSupported)
            return false;
        (int largest, _, _, _) = X86Base.CpuId(unchecked((int)0x80000000), 0);
        (_, int ebx, _, _) = X86Base.CpuId(0, 0);
        bool amd = ebx == 0x68747541; // "Auth" of AuthenticAMD
        return amd && (uint)largest >= unchecked((uint)CacheFunction) && (X86Base.CpuId(CacheFunction, 0).Eax & 0x1f) == 0;
    }
}
