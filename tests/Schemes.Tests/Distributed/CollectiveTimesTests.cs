using Schemes.Distributed;
using Support;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class CollectiveTimesTests
{
    [GlooFact]
    public void Collectives_are_counted_by_kind_and_by_whether_something_could_be_computed_meanwhile()
    {
        IReadOnlyList<CollectiveTime>[] ranks = Ranks.Run(2, group =>
        {
            using Tensor whole = ones(1000), share = ones(500);
            group.AllReduce(whole);
            CollectiveTimes times = group.RecordTimes();
            group.AllReduce(whole);
            Work[] ahead = [group.StartAllReduce(whole), group.StartReduceScatter(share, whole), group.StartReduceScatter(share, whole)];
            group.AllGather(whole, share);
            foreach (Work work in ahead)
                work.Wait();
            ahead[0].Wait();
            IReadOnlyList<CollectiveTime> taken = times.Take();
            Assert.Empty(times.Take());
            Assert.Same(times, group.RecordTimes());
            return taken;
        });

        foreach (IReadOnlyList<CollectiveTime> times in ranks)
        {
            Assert.Equal(
                [("all_gather", false, 1, 4000L), ("all_reduce", false, 1, 4000L), ("all_reduce", true, 1, 4000L), ("reduce_scatter", true, 2, 8000L)],
                times.Select(time => (time.Operation, time.IsAhead, time.Count, time.Bytes)));
            Assert.All(times, time => Assert.True(time.Seconds > 0 && time.WaitedSeconds > 0));
        }
    }

    [Fact]
    public void A_world_of_one_has_no_times()
    {
        using ProcessGroup group = ProcessGroup.Single();
        Assert.Throws<NotSupportedException>(group.RecordTimes);
    }
}
