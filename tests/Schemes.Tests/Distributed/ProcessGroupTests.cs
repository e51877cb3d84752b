using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Schemes.Distributed;
using Support;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class ProcessGroupTests
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64];

    [Theory]
    [MemberData(nameof(Types))]
    public void Sums_of_three_ranks_are_everyones(ScalarType type)
    {
        float[][] results = Ranks.Run(3, group =>
        {
            using Tensor values = (arange(5) + (10 * group.Rank)).to(type);
            group.AllReduce(values);
            return Floats(values);
        });

        Assert.All(results, values => Assert.Equal([30, 33, 36, 39, 42], values));
    }

    [Fact]
    public void The_smallest_and_the_largest_can_be_asked_for()
    {
        float[][] results = Ranks.Run(3, group =>
        {
            using Tensor least = tensor(new float[] { group.Rank, -group.Rank });
            using Tensor most = least.clone();
            group.AllReduce(least, Reduction.Min);
            group.AllReduce(most, Reduction.Max);
            return (float[])[.. Floats(least), .. Floats(most)];
        });

        Assert.All(results, values => Assert.Equal([0, -2, 2, 0], values));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 4096)]
    [InlineData(3, 5)]
    [InlineData(4, 1000)]
    public void A_reduced_whole_is_scattered_and_gathered_again(int worldSize, int share)
    {
        float[][] results = Ranks.Run(worldSize, group =>
        {
            using Tensor whole = arange(worldSize * share, ScalarType.Float32) * (group.Rank + 1);
            using Tensor own = zeros(share);
            group.ReduceScatter(own, whole);
            using Tensor gathered = zeros(worldSize * share);
            group.AllGather(gathered, own);
            return Floats(gathered);
        });

        int factor = worldSize * (worldSize + 1) / 2;
        Assert.All(results, values => Assert.Equal(Enumerable.Range(0, worldSize * share).Select(i => (float)i * factor), values));
    }

    [Fact]
    public void A_share_may_be_a_part_of_the_whole_that_is_gathered()
    {
        float[][] results = Ranks.Run(2, group =>
        {
            using Tensor whole = zeros(6).to(ScalarType.BFloat16);
            using Tensor own = whole.narrow(0, 3 * group.Rank, 3);
            own.fill_(group.Rank + 1);
            group.AllGather(whole, own);
            return Floats(whole);
        });

        Assert.All(results, values => Assert.Equal([1, 1, 1, 2, 2, 2], values));
    }

    [Fact]
    public void One_ranks_values_are_sent_to_all()
    {
        float[][] results = Ranks.Run(3, group =>
        {
            using Tensor values = full([2, 2], group.Rank).to(ScalarType.BFloat16);
            group.Broadcast(values, 1);
            return Floats(values);
        });

        Assert.All(results, values => Assert.Equal([1, 1, 1, 1], values));
    }

    [Fact]
    public void What_is_so_on_one_rank_is_known_to_all()
    {
        Assert.Equal([true, true, true], Ranks.Run(3, group => group.Any(group.Rank == 2)));
        Assert.Equal([false, false], Ranks.Run(2, group => group.Any(false)));
    }

    [Fact]
    public void Ranks_meet_at_an_address_too()
    {
        int port = FreePort();
        float[] sums = new float[2];
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, rank =>
        {
            using ProcessGroup group = ProcessGroup.MeetAtAddress("127.0.0.1", port, rank, 2, TimeSpan.FromSeconds(60));
            using Tensor values = tensor(rank + 1f);
            group.AllReduce(values);
            sums[rank] = values.item<float>();
            group.Barrier();
        });

        Assert.Equal([3, 3], sums);
    }

    [Fact]
    public void A_world_of_one_copies()
    {
        using ProcessGroup group = ProcessGroup.MeetAtFile("nowhere is needed", 0, 1, TimeSpan.FromSeconds(1));
        using Tensor whole = arange(4, ScalarType.Float32);
        using Tensor share = zeros(4);
        group.ReduceScatter(share, whole);
        Assert.Equal([0, 1, 2, 3], Floats(share));
        share.mul_(2);
        group.AllGather(whole, share);
        group.AllReduce(whole);
        group.Broadcast(whole, 0);
        group.Barrier();
        Assert.Equal([0, 2, 4, 6], Floats(whole));
        Assert.True(group.Any(true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rank_that_does_not_come_is_named_in_time(bool byFile)
    {
        using TemporaryFolder folder = new();
        TimeSpan timeout = TimeSpan.FromSeconds(1);
        ExternalException error = Assert.Throws<ExternalException>(() => byFile
            ? ProcessGroup.MeetAtFile(Path.Combine(folder.Path, "ranks"), 0, 3, timeout)
            : ProcessGroup.MeetAtAddress("127.0.0.1", FreePort(), 0, 3, timeout));

        Assert.Contains("timed out after 1000 ms: of 3 ranks these have not joined: 1, 2", error.Message);
    }

    [Fact]
    public void Without_its_first_rank_an_address_leads_nowhere_in_time()
    {
        Assert.Throws<ExternalException>(() => ProcessGroup.MeetAtAddress("127.0.0.1", FreePort(), 1, 2, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void A_rank_that_leaves_makes_the_others_fail_by_the_operations_name()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "ranks");
        string? message = null;
        Thread leaver = new(() =>
        {
            using ProcessGroup group = ProcessGroup.MeetAtFile(path, 1, 2, TimeSpan.FromSeconds(60));
            group.Barrier();
        });
        leaver.Start();
        using (ProcessGroup group = ProcessGroup.MeetAtFile(path, 0, 2, TimeSpan.FromSeconds(60)))
        {
            group.Barrier();
            leaver.Join();
            using Tensor values = ones(3);
            message = Assert.Throws<ExternalException>(() => group.AllReduce(values)).Message;
        }

        Assert.StartsWith("all_reduce failed on rank 0 of 2: ", message);
    }

    [Fact]
    public void A_rank_that_stays_away_from_a_collective_ends_it_in_time()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "ranks");
        TimeSpan timeout = TimeSpan.FromSeconds(2);
        using ManualResetEventSlim done = new();
        Thread silent = new(() =>
        {
            using ProcessGroup group = ProcessGroup.MeetAtFile(path, 1, 2, timeout);
            done.Wait();
        });
        silent.Start();
        using ProcessGroup group = ProcessGroup.MeetAtFile(path, 0, 2, timeout);
        using Tensor values = ones(3);
        string message = Assert.Throws<ExternalException>(() => group.AllReduce(values)).Message;
        done.Set();
        silent.Join();

        Assert.StartsWith("all_reduce failed on rank 0 of 2: ", message);
        Assert.Contains("Timed out", message);
    }

    [Fact]
    public void Wrong_sizes_are_errors()
    {
        Assert.All(
            Ranks.Run(2, group =>
            {
                using Tensor whole = zeros(5);
                using Tensor share = zeros(2);
                using Tensor other = zeros(4).to(ScalarType.Float64);
                return (string[])
                [
                    Assert.Throws<ExternalException>(() => group.AllGather(whole, share)).Message,
                    Assert.Throws<ExternalException>(() => group.ReduceScatter(share, other)).Message,
                ];
            }),
            messages => Assert.All(messages, message => Assert.Contains("a whole of", message)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtFile("x", 2, 2, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtAddress("localhost", 0, 0, 2, TimeSpan.FromSeconds(1)));
        Assert.Throws<DirectoryNotFoundException>(() => ProcessGroup.MeetAtFile("/no such folder/ranks", 0, 2, TimeSpan.FromSeconds(1)));
    }

    private static float[] Floats(Tensor tensor)
    {
        using Tensor single = tensor.to(ScalarType.Float32);
        return [.. single.data<float>().ToArray()];
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
