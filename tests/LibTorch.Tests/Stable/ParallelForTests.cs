using LibTorch.Stable;
using static TorchSharp.torch;

namespace LibTorch.Tests.Stable;

public class ParallelForTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(7, 1)]
    [InlineData(1000, 1)]
    [InlineData(1000, 300)]
    [InlineData(1000, 5000)]
    public unsafe void Every_element_is_run_once(int count, int grain)
    {
        int[] visits = new int[count + 1];
        fixed (int* at = visits)
            ParallelFor.Run(count, grain, new Visits(at));
        Assert.All(visits[..count], visit => Assert.Equal(1, visit));
        Assert.Equal(0, visits[count]);
    }

    [Fact]
    public void An_exception_on_any_thread_is_thrown_by_the_loop_and_the_next_loop_runs()
    {
        int threads = get_num_threads();
        try
        {
            set_num_threads(2);
            for (int i = 0; i < 20; i++)
            {
                InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ParallelFor.Run(100, 1, new Failure(i % 2 == 0 ? 0 : 99)));
                Assert.Equal("not this one", error.Message);
                Every_element_is_run_once(100, 1);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public unsafe void A_loop_in_a_loop_runs_every_element_once()
    {
        int[] visits = new int[400];
        fixed (int* at = visits)
            ParallelFor.Run(20, 1, new Nested(at));
        Assert.All(visits, visit => Assert.Equal(1, visit));
    }

    private readonly unsafe struct Visits(int* counts) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            for (long i = begin; i < end; i++)
                Interlocked.Increment(ref counts[i]);
        }
    }

    private readonly unsafe struct Nested(int* counts) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            for (long i = begin; i < end; i++)
                ParallelFor.Run(20, 1, new Visits(counts + (20 * i)));
        }
    }

    private readonly struct Failure(long at) : ParallelFor.IBody
    {
        public void Run(long begin, long end)
        {
            if (begin <= at && at < end)
                throw new InvalidOperationException("not this one");
        }
    }
}
