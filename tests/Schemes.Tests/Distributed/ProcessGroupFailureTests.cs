using System.Diagnostics;
using Schemes.Distributed;
using Support;
using static Schemes.Tests.Distributed.Ranks;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class ProcessGroupFailureTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    [GlooFact]
    public void A_rank_that_leaves_makes_the_others_fail_by_the_operations_name()
    {
        CollectiveException?[] errors = Run(2, Ample, group =>
        {
            group.Barrier();
            if (group.Rank == 1)
                return null;
            Stopwatch watch = Stopwatch.StartNew();
            CollectiveException error = Assert.Throws<CollectiveException>(() => group.AllReduce(ones(3)));
            Assert.True(watch.Elapsed < Ample / 2);
            return error;
        });

        Assert.StartsWith("all_reduce failed on rank 0 of 2: the connection to rank 1 failed: ", errors[0]!.Message);
        Assert.Equal("all_reduce", errors[0]!.Operation);
        Assert.Equal([1], errors[0]!.Missing);
    }

    [GlooTheory]
    [InlineData(1)]
    [InlineData(100_000)]
    public void A_rank_that_leaves_after_a_collective_does_not_make_it_fail_elsewhere(int length)
    {
        for (int i = 0; i < 20; i++)
        {
            float[] sums = Run(3, Ample, group =>
            {
                using Tensor values = full(length, (float)group.Rank);
                group.AllReduce(values);
                return values.min().item<float>();
            });

            Assert.All(sums, sum => Assert.Equal(3, sum));
        }
    }

    [GlooFact]
    public void A_rank_that_stays_away_from_a_collective_ends_it_in_time_and_is_named()
    {
        using CountdownEvent failed = new(3);

        // Longer than the other ranks may be late on a busy machine.
        CollectiveException?[] errors = Run(4, TimeSpan.FromSeconds(5), group =>
        {
            if (group.Rank == 2)
            {
                Assert.True(failed.Wait(Ample));
                return null;
            }

            CollectiveException error = Assert.Throws<CollectiveException>(() => group.ReduceScatter(ones(3), ones(12)));
            failed.Signal();
            return error;
        });

        // The first to give up closes its connections, which ends the others.
        Assert.Contains(errors, error => error?.Message.EndsWith(": timed out after 5000 ms: rank 2 did not call it, or with another size", StringComparison.Ordinal) == true);
        Assert.All(errors.Where(error => error is not null), error => Assert.StartsWith("reduce_scatter failed on rank ", error!.Message));
    }

    [GlooFact]
    public void Collectives_that_do_not_fit_together_end_in_time()
    {
        string[] messages = Run(2, Short, group => group.Rank == 0
            ? Assert.Throws<CollectiveException>(() => group.AllReduce(ones(30_000))).Message
            : Assert.Throws<CollectiveException>(() => group.AllReduce(ones(40_000))).Message);

        Assert.Contains(messages, message => message.Contains("timed out after 2000 ms: rank ", StringComparison.Ordinal));
    }

    [GlooFact]
    public void After_a_failure_every_collective_tells_of_it()
    {
        string[] messages = Run(2, Ample, group =>
        {
            if (group.Rank == 1)
                return "";
            Assert.Throws<CollectiveException>(group.Barrier);
            return Assert.Throws<CollectiveException>(() => group.Broadcast(ones(3), 0)).Message;
        });

        Assert.StartsWith("broadcast failed on rank 0 of 2: the group cannot be used after this error: barrier failed on rank 0 of 2: ", messages[0]);
    }

    [GlooFact]
    public void Collectives_run_in_the_order_of_their_start_and_keep_what_they_work_on()
    {
        float[][] results = Run(3, group =>
        {
            List<Work> started = [];
            Tensor[] values = [.. Enumerable.Range(0, 20).Select(i => full(50_000, (float)(i + group.Rank)))];
            Tensor[] seen = [.. values.Select(tensor => tensor.view(-1))];
            foreach (Tensor tensor in values)
            {
                started.Add(group.StartAllReduce(tensor));
                tensor.Dispose();
            }

            using Tensor gathered = zeros(3);
            using (Tensor own = full(1, (float)group.Rank))
                started.Add(group.StartAllGather(gathered, own));
            foreach (Work work in Enumerable.Reverse(started))
                work.Wait(Ample);
            return (float[])[.. seen.Select(tensor => tensor.max().item<float>()), .. Floats(gathered)];
        });

        Assert.All(results, values => Assert.Equal([.. Enumerable.Range(0, 20).Select(i => (3 * i) + 3f), 0, 1, 2], values));
    }

    [GlooFact]
    public void A_wait_that_is_over_before_the_collective_aborts_the_group()
    {
        using ManualResetEventSlim done = new();
        string[] messages = Run(2, Ample, group =>
        {
            if (group.Rank == 1)
            {
                Assert.True(done.Wait(Ample));
                return Assert.Throws<CollectiveException>(group.Barrier).Message;
            }

            Work work = group.StartAllReduce(ones(3));
            string message = Assert.Throws<CollectiveException>(() => work.Wait(TimeSpan.FromMilliseconds(50))).Message;
            Assert.Equal(message, Assert.Throws<CollectiveException>(group.Barrier).Message[^message.Length..]);
            done.Set();
            return message;
        });

        Assert.Equal("all_reduce failed on rank 0 of 2: it did not end within 50 ms, and the group was aborted", messages[0]);
        Assert.StartsWith("barrier failed on rank 1 of 2: the connection to rank 0 failed: ", messages[1]);
    }

    [GlooFact]
    public void A_group_that_is_left_in_the_middle_of_a_collective_neither_hangs_nor_works()
    {
        using ManualResetEventSlim done = new();
        Run(2, Ample, group =>
        {
            if (group.Rank == 1)
            {
                Assert.True(done.Wait(Ample));
                return 0;
            }

            Work[] works = [group.StartAllReduce(ones(1_000_000)), group.StartBroadcast(ones(3), 1)];
            Stopwatch watch = Stopwatch.StartNew();
            group.Dispose();
            group.Dispose();
            Assert.All(works, work => Assert.Contains("the group was disposed", Assert.Throws<CollectiveException>(work.Wait).Message));
            Assert.True(watch.Elapsed < Ample / 2);
            Assert.Throws<ObjectDisposedException>(group.Barrier);
            done.Set();
            return 0;
        });
    }
}
