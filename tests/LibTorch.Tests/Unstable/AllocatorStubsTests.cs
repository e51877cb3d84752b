using System.Runtime.InteropServices;
using LibTorch.Unstable;

namespace LibTorch.Tests.Unstable;

/// <summary>The machine code alone, between functions of the test.</summary>
public unsafe class AllocatorStubsTests
{
    private const nuint Refusal = 77;
    private const nint DefaultAllocator = 0x1234;

    [ThreadStatic]
    private static List<(string Function, nint First, nint Second, nuint Bytes)>? t_calls;

    private readonly AllocatorStubs _stubs = new(
        (nint)(delegate* unmanaged<nint, nuint, nuint>)&Allocate,
        (nint)(delegate* unmanaged<nint, void>)&Free,
        DefaultAllocator,
        (nint)(delegate* unmanaged<nint, nint, nuint, nint>)&DefaultAllocate);

    public AllocatorStubsTests() => t_calls = [];

    [Fact]
    public void An_allocation_goes_to_the_managed_function_and_gives_the_result_back()
    {
        Assert.Equal(0x5000, CallAllocate(0x5000, 100));
        Assert.Equal([("allocate", 0x5000, 0, 100)], t_calls!);
    }

    [Fact]
    public void A_refused_allocation_goes_on_to_the_default_allocator_with_the_size_that_was_returned()
    {
        Assert.Equal(0x6000, CallAllocate(0x6000, 0));
        Assert.Equal([("allocate", 0x6000, 0, 0), ("default", 0x6000, DefaultAllocator, Refusal)], t_calls!);
    }

    [Fact]
    public void Frees_go_to_the_managed_function_also_through_the_raw_deleter()
    {
        nint deleter = ((delegate* unmanaged<nint, nint>)_stubs.RawDeleter)(DefaultAllocator);
        Assert.Equal(_stubs.Free, deleter);
        ((delegate* unmanaged<nint, void>)deleter)(0x7000);

        Assert.Equal([("free", 0x7000, 0, 0)], t_calls!);
    }

    [Fact]
    public void No_call_is_managed_after_the_end()
    {
        _stubs.Close();
        Assert.Equal(0x8000, CallAllocate(0x8000, 100));
        ((delegate* unmanaged<nint, void>)_stubs.Free)(0x9000);

        Assert.Equal([("default", 0x8000, DefaultAllocator, 100)], t_calls!);
    }

    private nint CallAllocate(nint result, nuint bytes) => ((delegate* unmanaged<nint, nint, nuint, nint>)_stubs.Allocate)(result, 0x9999, bytes);

    [UnmanagedCallersOnly]
    private static nuint Allocate(nint result, nuint bytes)
    {
        t_calls!.Add(("allocate", result, 0, bytes));
        return bytes == 0 ? Refusal : 0;
    }

    [UnmanagedCallersOnly]
    private static void Free(nint block) => t_calls!.Add(("free", block, 0, 0));

    [UnmanagedCallersOnly]
    private static nint DefaultAllocate(nint result, nint allocator, nuint bytes)
    {
        t_calls!.Add(("default", result, allocator, bytes));
        return result;
    }
}
