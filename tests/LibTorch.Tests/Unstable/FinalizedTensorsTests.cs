using System.Runtime.CompilerServices;
using LibTorch.Loading;
using LibTorch.Stable;
using LibTorch.Unstable;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

[Collection(nameof(CpuAllocatorTests))]
public unsafe class FinalizedTensorsTests
{
    private const long Bytes = 1 << 20;

    public FinalizedTensorsTests()
    {
        Engine.Start();
        FinalizedTensors.Free();
    }

    [Fact]
    public void A_native_tensor_outlives_the_finalizer_of_its_managed_one()
    {
        long before = CpuAllocator.Statistics.Allocated;
        nint handle = HandleOfTemporary();
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(Bytes, CpuAllocator.Statistics.Allocated - before);

        // What libtorch does in the middle of an operator whose argument nobody holds any more.
        void* data;
        Assert.Equal(0, StableAbi.DataPointer(handle, &data));
        Assert.Equal(3, ((float*)data)[Bytes / sizeof(float) - 1]);

        FinalizedTensors.Free();
        Assert.Equal(before, CpuAllocator.Statistics.Allocated);
    }

    [Fact]
    public void Disposing_frees_at_once()
    {
        long before = CpuAllocator.Statistics.Allocated;
        full(Bytes / sizeof(float), 3f).Dispose();
        Assert.Equal(before, CpuAllocator.Statistics.Allocated);
    }

    // Not inlined: the tensor must be dead when the method returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint HandleOfTemporary() => full(Bytes / sizeof(float), 3f).Handle;
}
