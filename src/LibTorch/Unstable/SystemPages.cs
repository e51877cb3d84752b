using System.Runtime.InteropServices;
using LibTorch.Loading;

namespace LibTorch.Unstable;

/// <summary>Virtual memory of Linux.</summary>
internal sealed partial class SystemPages : IPages
{
    private const long HugePage = 2 << 20;
    private const int ReadWrite = 3;
    private const int ReadExecute = 5;
    private const int PrivateAnonymous = 0x22;
    private const int AdviseHugePages = 14;

    // Aligned to huge pages, so that the kernel may use them: fewer faults when a segment is first touched.
    public nint Map(long bytes)
    {
        nint start = MapMemory(0, (nuint)(bytes + HugePage), ReadWrite, PrivateAnonymous, -1, 0);
        if (start == -1)
            return 0;
        nint aligned = (nint)((start + HugePage - 1) & -HugePage);
        if (aligned > start)
            _ = UnmapMemory(start, (nuint)(aligned - start));
        _ = UnmapMemory(aligned + (nint)bytes, (nuint)(start + HugePage - aligned));
        _ = Advise(aligned, (nuint)bytes, AdviseHugePages);
        return aligned;
    }

    public bool Unmap(nint address, long bytes) => UnmapMemory(address, (nuint)bytes) == 0;

    /// <summary>Maps memory that begins with a page of machine code; that page is never writable and executable at once.</summary>
    /// <param name="code">Code, at most a page of 4 KiB.</param>
    /// <param name="bytes">Bytes in all; those after the page are writable.</param>
    /// <exception cref="EngineException">The system refuses.</exception>
    public static unsafe nint MapCode(ReadOnlySpan<byte> code, int bytes)
    {
        nint address = MapMemory(0, (nuint)bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (address == -1)
            throw new EngineException("The system has no memory for the code of the CPU's allocator.");
        code.CopyTo(new Span<byte>((void*)address, bytes));
        return Protect(address, (nuint)code.Length, ReadExecute) == 0 ? address
            : throw new EngineException($"The system does not allow the code of the CPU's allocator to be executed (mprotect: error {Marshal.GetLastPInvokeError()}).");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint MapMemory(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);
}
