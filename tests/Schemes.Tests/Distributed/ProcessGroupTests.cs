using Schemes.Distributed;
using Support;
using static Schemes.Tests.Distributed.Ranks;
using static TorchSharp.torch;

namespace Schemes.Tests.Distributed;

public class ProcessGroupTests
{
    private static readonly ScalarType[] s_types =
    [
        ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Byte, ScalarType.Int8,
    ];

    public static TheoryData<ScalarType> Types => [.. s_types];

    [GlooTheory]
    [MemberData(nameof(Types))]
    public void Sums_of_three_ranks_are_everyones(ScalarType type)
    {
        float[][] results = Run(3, group =>
        {
            using Tensor values = (arange(5) + (10 * group.Rank)).to(type);
            group.AllReduce(values);
            return Floats(values);
        });

        Assert.All(results, values => Assert.Equal([30, 33, 36, 39, 42], values));
    }

    [GlooFact]
    public void The_smallest_and_the_largest_can_be_asked_for()
    {
        float[][] results = Run(3, group =>
        {
            using Tensor least = tensor(new float[] { group.Rank, -group.Rank, group.Rank == 1 ? float.NaN : 0 });
            using Tensor most = least.clone();
            group.AllReduce(least, Reduction.Min);
            group.AllReduce(most, Reduction.Max);
            return (float[])[.. Floats(least), .. Floats(most)];
        });

        Assert.All(results, values => Assert.Equal([0, -2, float.NaN, 2, 0, float.NaN], values));
    }

    [GlooFact]
    public void A_sum_of_bfloat16_is_rounded_once()
    {
        float[][] results = Run(3, group =>
        {
            using Tensor values = tensor(group.Rank == 0 ? 256f : 0.75f).to(ScalarType.BFloat16);
            group.AllReduce(values);
            return Floats(values);
        });

        Assert.All(results, values => Assert.Equal([258], values));
    }

    [GlooTheory]
    [InlineData(2, 1)]
    [InlineData(2, 4096)]
    [InlineData(3, 5)]
    [InlineData(4, 1000)]
    public void A_reduced_whole_is_scattered_and_gathered_again(int worldSize, int share)
    {
        float[][] results = Run(worldSize, group =>
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

    [GlooTheory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    public void Random_values_of_every_type_and_size_are_what_one_process_adds_up(int worldSize, int seed)
    {
        Random random = new(seed);

        // Around a share of one element, around the size from which a sum is made in shares, and above.
        (int Length, ScalarType Type)[] cases =
        [
            .. new[] { 0, 1, worldSize - 1, worldSize, worldSize + 1, 64 * 1024 / worldSize, 200_000 }.SelectMany(length =>
                s_types.Select(type => (length + (length > 10 ? random.Next(-9, 10) : 0), type))),
        ];
        bool[] right = Run(worldSize, group =>
        {
            foreach ((int length, ScalarType type) in cases)
            {
                Tensor[] inputs = [.. Enumerable.Range(0, worldSize).Select(rank => Values(length, type, (seed * 1000) + rank))];
                Tensor expected = Sum(inputs, type);
                Tensor values = inputs[group.Rank].clone();
                group.AllReduce(values);
                Assert.True(values.eq(expected).all().item<bool>(), $"all_reduce of {length} {type}");

                Tensor whole = cat([.. Enumerable.Repeat(inputs[group.Rank], worldSize)]);
                Tensor share = zeros(length, type);
                group.ReduceScatter(share, whole);
                Assert.True(share.eq(expected).all().item<bool>(), $"reduce_scatter of {length} {type}");

                group.AllGather(whole, inputs[group.Rank]);
                Assert.True(whole.eq(cat(inputs)).all().item<bool>(), $"all_gather of {length} {type}");

                group.Broadcast(values, worldSize - 1);
                group.Broadcast(values, 0);
                group.Broadcast(share, worldSize - 1);
                Assert.True(values.eq(expected).all().item<bool>() && share.eq(expected).all().item<bool>(), $"broadcast of {length} {type}");
            }

            return true;
        });

        Assert.DoesNotContain(false, right);
    }

    [GlooFact]
    public void A_share_may_be_a_part_of_the_whole_that_is_gathered()
    {
        float[][] results = Run(2, group =>
        {
            using Tensor whole = zeros(6).to(ScalarType.BFloat16);
            using Tensor own = whole.narrow(0, 3 * group.Rank, 3);
            own.fill_(group.Rank + 1);
            group.AllGather(whole, own);
            return Floats(whole);
        });

        Assert.All(results, values => Assert.Equal([1, 1, 1, 2, 2, 2], values));
    }

    [GlooFact]
    public void One_ranks_values_are_sent_to_all()
    {
        float[][] results = Run(3, group =>
        {
            using Tensor values = full([2, 2], group.Rank).to(ScalarType.BFloat16);
            group.Broadcast(values, 1);
            return Floats(values);
        });

        Assert.All(results, values => Assert.Equal([1, 1, 1, 1], values));
    }

    [GlooFact]
    public void A_condition_on_one_rank_is_known_to_all()
    {
        Assert.Equal([true, true, true], Run(3, group => group.Any(group.Rank == 2)));
        Assert.Equal([false, false], Run(2, group => group.Any(false)));
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
        group.StartAllGather(whole, share).Wait();
        group.AllReduce(whole);
        group.Broadcast(whole, 0);
        group.Barrier();
        Assert.Equal([0, 2, 4, 6], Floats(whole));
        Assert.True(group.Any(true));
    }

    [GlooFact]
    public void Tensors_that_do_not_fit_are_errors_before_anything_is_sent()
    {
        Assert.All(
            Run(2, group => (string[])
            [
                Assert.Throws<ArgumentException>(() => group.AllGather(zeros(5), zeros(2))).Message,
                Assert.Throws<ArgumentException>(() => group.ReduceScatter(zeros(2), zeros(4, ScalarType.Float64))).Message,
                Assert.Throws<ArgumentException>(() => group.AllReduce(zeros(2, 3).t())).Message,
                Assert.Throws<ArgumentException>(() => group.Broadcast(zeros(2, device: new Device(TorchSharp.DeviceType.META)), 0)).Message,
                Assert.Throws<ArgumentException>(() => group.AllReduce(zeros(2, ScalarType.Bool))).Message,
            ]),
            messages => Assert.Equal(
                [
                    "all_gather: a whole of 5 elements is not 2 shares of 2.",
                    "reduce_scatter: a whole of Float64 and a share of Float32.",
                    "all_reduce: a tensor of shape [3, 2] is not contiguous.",
                    "broadcast: the group is on cpu, a tensor on meta.",
                    "all_reduce: elements of type Bool cannot be reduced; Float32, Float64, Float16, BFloat16, Int32, Int64, Byte and Int8 can.",
                ],
                messages));
    }

    [Fact]
    public void Wrong_ranks_and_places_are_errors()
    {
        TimeSpan timeout = TimeSpan.FromSeconds(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtFile("x", 2, 2, timeout));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtFile("x", 0, 2, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtFile("x", 0, 2, TimeSpan.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProcessGroup.MeetAtAddress("localhost", 0, 0, 2, timeout));
        Assert.Throws<DirectoryNotFoundException>(() => ProcessGroup.MeetAtFile("/no such folder/ranks", 0, 2, timeout));
    }

    [Fact]
    public void A_library_that_is_missing_or_broken_is_an_error_that_names_the_script()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("libglooshim.so, which is in none of these folders: " + folder.Path, GlooLibrary.Load(folder.Path).Reason);
        File.WriteAllText(folder.File("libglooshim.so"), "not a library");
        string reason = GlooLibrary.Load(folder.Path).Reason;
        Assert.StartsWith(folder.File("libglooshim.so") + " cannot be used: ", reason);
        Assert.Contains("scripts/build-gloo.sh", reason);
    }

    private static Tensor Values(int length, ScalarType type, int seed)
    {
        Random random = new(seed);
        float[] values = [.. Enumerable.Range(0, length).Select(_ => IsFloat(type) ? (float)((random.NextDouble() - 0.5) * 100) : random.Next(30))];
        return tensor(values).to(type);
    }

    /// <summary>Sums in the order of the ranks, 16-bit types in float32.</summary>
    private static Tensor Sum(Tensor[] inputs, ScalarType type)
    {
        if (type == ScalarType.Float64)
            return tensor(Added<double>(inputs, type));
        return IsFloat(type)
            ? tensor(Added<float>(inputs, ScalarType.Float32)).to(type)
            : tensor(Added<long>(inputs, ScalarType.Int64)).to(type);
    }

    private static T[] Added<T>(Tensor[] inputs, ScalarType wide)
        where T : unmanaged, System.Numerics.INumber<T> =>
        inputs.Select(input => input.to(wide).data<T>().ToArray()).Aggregate((sum, input) => [.. sum.Zip(input, (x, y) => x + y)]);

    private static bool IsFloat(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
