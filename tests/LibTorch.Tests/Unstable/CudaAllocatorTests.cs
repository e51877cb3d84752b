using System.Runtime.InteropServices;
using LibTorch.Loading;
using LibTorch.Unstable;
using TorchSharp;

namespace LibTorch.Tests.Unstable;

public class CudaAllocatorTests
{
    [Fact]
    public void Statistics_are_read_where_libtorch_keeps_them()
    {
        // Nine arrays of three counters of four numbers, then two counts: each number is its own position.
        long[] numbers = [.. Enumerable.Range(0, 512).Select(position => (long)position)];
        MemoryStatistics read = CudaAllocator.Parse(MemoryMarshal.AsBytes(numbers));

        Assert.Equal(new MemoryStat(384 / 8, (384 / 8) + 1, (384 / 8) + 2, (384 / 8) + 3), read.AllocatedBytes);
        Assert.Equal(480 / 8, read.Reserved);
        Assert.Equal((480 / 8) + 1, read.PeakReserved);
        Assert.Equal(0, read.Blocks.Current);
        Assert.Equal((96 / 8) + 2, read.SegmentCount);
        Assert.Equal((864 / 8, (864 / 8) + 1), (read.RetryCount, read.OutOfMemoryCount));
    }

    [Fact]
    public void Statistics_that_follow_a_tensor_are_believed()
    {
        CachingAllocator allocator = new(new FakePages());
        allocator.Free(allocator.Allocate(40 << 20, out _));
        allocator.Allocate(9 << 20, out _);
        MemoryStatistics before = allocator.Statistics;
        nint tensor = allocator.Allocate(5_000_000, out _);
        MemoryStatistics during = allocator.Statistics;
        allocator.Free(tensor);

        Assert.Null(CudaAllocator.Contradiction(before, during, allocator.Statistics, 5_000_192));
        Assert.Contains("allocated bytes: 5000192 instead of 5000704", CudaAllocator.Contradiction(before, during, allocator.Statistics, 5_000_704), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(96)]
    public void Statistics_in_another_place_are_refused(int shift)
    {
        Assert.NotNull(CudaAllocator.Contradiction(Shifted(100_000_000, 0, shift), Shifted(105_000_192, 0, shift), Shifted(100_000_000, 5_000_192, shift), 5_000_192));
    }

    [Fact]
    public void Without_a_device_the_error_says_so()
    {
        if (torch.cuda.is_available())
            return;
        Assert.Contains("finds no CUDA device", Assert.Throws<EngineException>(() => CudaAllocator.Statistics(0)).Message, StringComparison.Ordinal);
        Assert.Throws<EngineException>(CudaAllocator.EmptyCache);
        Assert.Throws<EngineException>(() => CudaAllocator.ResetPeak(0));
    }

    // The values that would be read if a version had this many more bytes before the counters.
    private static MemoryStatistics Shifted(long current, long freed, int shift)
    {
        byte[] bytes = new byte[4096];
        Span<long> numbers = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(512));
        for (int array = 0; array < 9; array++)
        {
            long now = array is 4 or 5 or 6 or 8 ? current : array < 3 ? 7 : 0;
            for (int pool = 0; pool < 3; pool++)
            {
                Span<long> stat = numbers.Slice(((array * 3) + pool) * 4, 4);
                if (pool < 2)
                    stat.Clear();
                if (pool == 1)
                    continue;
                (stat[0], stat[1], stat[2], stat[3]) = (now, Math.Max(now, 105_000_192), now + freed, freed);
            }
        }

        return CudaAllocator.Parse(bytes.AsSpan(512 - shift));
    }
}
