using System.Runtime.InteropServices;
using LibTorch.Loading;
using LibTorch.Stable;
using TorchSharp;

namespace LibTorch.Unstable;

/// <summary>
/// Caching allocator of all CPU tensors. It works as CUDA's: freed blocks are kept and reused, "peak allocated" means the
/// same as on a GPU, and a budget makes a CPU run out of memory as a GPU does.
/// </summary>
/// <remarks>
/// Statistics are those of the process. All members may be called from any thread. Native functions that may allocate or
/// free a tensor must not be called with <see cref="SuppressGCTransitionAttribute"/>, since they come back to managed code.
/// </remarks>
/// <exception cref="PlatformNotSupportedException">The allocator runs on Linux x64 alone; every member throws elsewhere.</exception>
public static unsafe class CpuAllocator
{
    // Beyond any address space; a failed request is recognised by the size in libtorch's message, which begins here.
    internal const long RefusedSizes = 1L << 62;

    private const byte HighestPriority = 255;
    private const int AllocateSlot = 2;
    private const int RawDeleterSlot = 4;
    private const int Slots = 6;

    // Two words, of which C++ makes use for dynamic_cast, stand before a virtual table.
    private const int WordsBefore = 2;

    private static readonly CachingAllocator s_allocator = new(new SystemPages());
    private static bool s_installed;
    private static delegate* unmanaged<void*, void> s_free;
    private static delegate* unmanaged<void*, void> s_defaultFree;

    /// <summary>Statistics of the allocator.</summary>
    public static MemoryStatistics Statistics => Ready().Statistics;

    /// <summary>Limit of the bytes that may be reserved; 0 for none. Beyond it allocations fail, after cached memory has been given back.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public static long Budget
    {
        get => Ready().Budget;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Ready().Budget = value;
        }
    }

    /// <summary>Leaves new tensors to libtorch's own allocator, which keeps nothing and counts nothing.</summary>
    public static bool Bypassed { get; set; }

    /// <summary>Resets the peaks to the present amounts.</summary>
    public static void ResetPeak() => Ready().ResetPeak();

    /// <summary>Returns cached memory to the system.</summary>
    public static void EmptyCache() => Ready().EmptyCache();

    /// <summary>Begins to record events; an earlier recording is forgotten.</summary>
    public static void StartRecording() => Ready().StartRecording();

    /// <summary>Marks the events that follow with a number; while recording, the mark is an event itself.</summary>
    public static void Mark(long mark) => Ready().Mark(mark);

    /// <summary>Ends the recording.</summary>
    /// <returns>Its events in order, from one of 0 bytes at the beginning.</returns>
    /// <exception cref="InsufficientMemoryException">There was not enough memory for all events.</exception>
    public static MemoryEvent[] StopRecording() => Ready().StopRecording();

    internal static long FailureCount => s_allocator.FailureCount;

    internal static FailedRequest? Failure(long number) => s_allocator.Failure(number);

    /// <summary>Makes this the allocator of CPU tensors; to be called before the first is made.</summary>
    /// <exception cref="EngineException">A symbol is missing.</exception>
    internal static void Install()
    {
        if (s_installed || !OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return;
        var getAllocator = (delegate* unmanaged<nint>)Engine.Symbol("c10", "_ZN3c1015GetCPUAllocatorEv");
        var setAllocator = (delegate* unmanaged<nint, byte, void>)Engine.Symbol("c10", "_ZN3c1015SetCPUAllocatorEPNS_9AllocatorEh");
        nint original = getAllocator();
        nint* originalTable = *(nint**)original;
        s_defaultFree = ((delegate* unmanaged<nint, delegate* unmanaged<void*, void>>)originalTable[RawDeleterSlot])(original);
        AllocatorStubs stubs = new(
            (nint)(delegate* unmanaged<DataPtr*, nuint, nuint>)&Allocate, (nint)(delegate* unmanaged<void*, void>)&Free, original, originalTable[AllocateSlot]);
        s_free = (delegate* unmanaged<void*, void>)stubs.Free;

        // Lives as long as the process.
        nint* memory = (nint*)NativeMemory.Alloc(1 + WordsBefore + Slots, (nuint)sizeof(nint));
        nint* table = memory + 1 + WordsBefore;
        for (int i = -WordsBefore; i < Slots; i++)
            table[i] = originalTable[i];
        table[AllocateSlot] = stubs.Allocate;
        table[RawDeleterSlot] = stubs.RawDeleter;
        *memory = (nint)table;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => stubs.Close();
        setAllocator((nint)memory, HighestPriority);
        s_installed = true;
    }

    /// <summary>Checks the allocator with a tensor of known size and with one that is too large.</summary>
    /// <exception cref="EngineException">The allocator did not see it, or the failure cannot be recognised.</exception>
    internal static void Check()
    {
        if (!s_installed)
            return;
        const long Bytes = 12345;
        const long Counted = 12800;
        s_allocator.StartRecording();
        long address;
        using (torch.Tensor tensor = torch.empty(Bytes, torch.uint8).DetachFromDisposeScope())
            address = TensorMemory.Address(tensor);
        MemoryEvent[] seen = [.. s_allocator.StopRecording().Where(change => change.Block == address)];
        if (seen.Length != 2 || seen[0].Bytes != Counted || seen[1].Bytes != -Counted)
            throw Failed($"a tensor of {Bytes} bytes was not seen by the allocator that was installed for CPU tensors");
        CheckRefusal();
        s_allocator.ForgetFailures();
    }

    private static void CheckRefusal()
    {
        const long TooMany = 1L << 50;
        using torch.Tensor one = torch.zeros(1, torch.uint8).DetachFromDisposeScope();
        using torch.Tensor many = one.expand(TooMany).DetachFromDisposeScope();
        try
        {
            many.contiguous().Dispose();
            throw Failed("a tensor of 1 PiB was allocated");
        }
        catch (ExternalException failure)
        {
            if (DeviceOutOfMemoryException.From(failure) is not { Request.Bytes: TooMany })
                throw Failed($"running out of memory cannot be told from other errors ({failure.Message.Split('\n')[0]})");
        }
    }

    private static EngineException Failed(string what) =>
        new($"libtorch {Engine.FoundVersion()} in {Engine.Folder}: {what}; this program is made for libtorch 2.10.");

    private static CachingAllocator Ready()
    {
        Engine.Start();
        return s_installed ? s_allocator : throw new PlatformNotSupportedException("Memory of CPU tensors is counted and limited on Linux x64 alone.");
    }

    // Returns 0, or the size that the default allocator is to be asked for.
    [UnmanagedCallersOnly]
    private static nuint Allocate(DataPtr* result, nuint bytes)
    {
        nint address = 0;
        if (bytes > 0)
        {
            if (Bypassed)
                return bytes;
            BackwardPass.BeforeAllocation();
            address = s_allocator.Allocate((long)bytes, out long failure);
            if (address == 0)
                return (nuint)(RefusedSizes + failure);
        }

        *result = new DataPtr { Data = (void*)address, Context = (void*)address, Deleter = s_free, DeviceType = 0, DeviceIndex = -1 };
        return 0;
    }

    // Blocks that the default allocator made while this one was bypassed may come here through raw_deleter.
    [UnmanagedCallersOnly]
    private static void Free(void* block)
    {
        if (block != null && !s_allocator.Free((nint)block))
            s_defaultFree(block);
    }

    /// <summary><c>c10::DataPtr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct DataPtr
    {
        public void* Data;
        public delegate* unmanaged<void*, void> Deleter;
        public void* Context;
        public sbyte DeviceType;
        public sbyte DeviceIndex;
    }
}
