using Schemes;
using Schemes.Distributed;
using Schemes.Tests.Distributed;
using Support;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Training;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Several ranks with a part of each batch, and one rank with the whole batch: labels are spread unevenly.</summary>
[Collection("random state")]
public sealed class RanksTrajectoryTests : IDisposable
{
    private const int BatchSize = 4;
    private const int Steps = 10;
    private const double FirstStepTolerance = 1e-6, Tolerance = 1e-4;

    // Image, class, centre, size: three labels, none, one, two.
    private static readonly float[] Targets =
    [
        0, 0, 0.3f, 0.5f, 0.4f, 0.5f, 0, 1, 0.6f, 0.4f, 0.2f, 0.3f, 0, 1, 0.5f, 0.5f, 0.8f, 0.8f,
        2, 1, 0.7f, 0.3f, 0.3f, 0.2f,
        3, 0, 0.2f, 0.2f, 0.3f, 0.3f, 3, 1, 0.8f, 0.7f, 0.3f, 0.5f,
    ];

    // Weights begin the same in every test.
    private static readonly Dictionary<(int CheckpointInterval, bool Fused, FusionKind? Cameras), Trajectory> s_alone = [];

    private readonly TinyRun _run = new();

    public static TheoryData<int, string, int, Offload, int, bool> Cases
    {
        get
        {
            TheoryData<int, string, int, Offload, int, bool> cases = [];
            foreach (int ranks in (int[])[2, 4])
            {
                cases.Add(ranks, "data parallel", 0, Offload.None, 0, false);
                cases.Add(ranks, "data parallel, checkpoints", 0, Offload.None, 4, false);
                cases.Add(ranks, "ZeRO", 1, Offload.None, 0, false);
                cases.Add(ranks, "ZeRO", 2, Offload.None, 0, false);
                cases.Add(ranks, "ZeRO", 3, Offload.None, 0, false);
                cases.Add(ranks, "ZeRO, offload, checkpoints, fused", 3, Offload.Optimizer, 4, true);
            }

            cases.Add(2, "data parallel, fused", 0, Offload.None, 0, true);
            cases.Add(2, "ZeRO, offload", 1, Offload.Optimizer, 0, false);
            cases.Add(2, "ZeRO, offload", 2, Offload.Optimizer, 0, false);
            cases.Add(2, "ZeRO, offload", 3, Offload.Optimizer, 0, false);
            cases.Add(2, "ZeRO, parameters offloaded", 3, Offload.Parameters, 0, false);
            cases.Add(2, "ZeRO, checkpoints", 1, Offload.None, 4, false);
            cases.Add(2, "ZeRO, checkpoints", 2, Offload.None, 4, false);
            cases.Add(2, "ZeRO, checkpoints", 3, Offload.None, 4, false);
            return cases;
        }
    }

    public void Dispose() => _run.Dispose();

    [GlooTheory]
    [MemberData(nameof(Cases))]
    public void Ranks_with_a_part_of_the_batch_each_train_as_one_with_the_whole(int worldSize, string name, int stage, Offload offload, int checkpointInterval, bool fused) =>
        AssertSame(worldSize, name, stage, offload, checkpointInterval, fused, cameras: null);

    // The second backbone begins at the image again, in the middle of the layers.
    [GlooTheory]
    [InlineData("data parallel", 0)]
    [InlineData("ZeRO", 3)]
    public void Ranks_train_a_network_for_two_cameras_as_one_does(string name, int stage) =>
        AssertSame(2, name, stage, Offload.None, checkpointInterval: 0, fused: false, FusionKind.Add);

    private void AssertSame(int worldSize, string name, int stage, Offload offload, int checkpointInterval, bool fused, FusionKind? cameras)
    {
        Scheme plain = SchemeCatalog.Baseline with { Id = "plain", CheckpointInterval = checkpointInterval, Fused = fused };
        string weights = _run.Train("start", _run.Config with { Run = new RunOptions { MostBatches = 0 } }).LastWeights;
        TrainingConfig config = _run.Config with { SyncBatchNorm = true, BatchSize = BatchSize, Weights = weights, Fusion = cameras };
        if (!s_alone.TryGetValue((checkpointInterval, fused, cameras), out Trajectory? expected))
            expected = s_alone[(checkpointInterval, fused, cameras)] = Ranks.RunAsProgram(1, _ => Train(config with { Scheme = plain }, null))[0];
        Trajectory[] actual = Ranks.RunAsProgram(worldSize, ranks => Train(config with { Scheme = plain with { Id = name, ZeroStage = stage, Offload = offload } }, ranks));

        foreach (Trajectory rank in actual)
        {
            for (int step = 0; step < Steps; step++)
                Assert.InRange(Distance(expected.Losses[step], rank.Losses[step]), 0, step == 0 ? FirstStepTolerance : Tolerance);

            // After one step, a bias that began at zero is nothing but its own gradient, with the rounding of that.
            Assert.InRange(Distance(All(expected.First), All(rank.First)), 0, FirstStepTolerance);
            AssertNear(expected.First, rank.First, 10 * FirstStepTolerance);
            AssertNear(expected.Last, rank.Last, Tolerance);
            AssertNear(expected.Average, rank.Average, Tolerance);
        }

        // One network, not several that resemble each other.
        Assert.All(actual[1..], rank => Assert.All(rank.Last.Zip(actual[0].Last), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span), pair.First.Name)));
    }

    private Trajectory Train(TrainingConfig config, ProcessGroup? ranks)
    {
        // Only rank 0's weights count.
        using TrainingSession session = TrainingSession.Create(ranks is { Rank: > 0 } ? config with { Weights = null } : config, classCount: 2, ranks: ranks);
        int share = BatchSize / (ranks?.WorldSize ?? 1), first = share * (ranks?.Rank ?? 0);
        float[] targets = MicroBatchedStep.TargetsOf(Targets, first, share);
        List<float[]> losses = [];
        StateDict? afterFirst = null;
        for (int step = 0; step < Steps; step++)
        {
            using (NewDisposeScope())
            {
                int channels = session.Model.Description.Channels;

                // Two batches a step: what the first has left travels together with the second's.
                session.Step.Accumulate(Images(2 * step, first, share, channels), targets, isLast: false);
                losses.Add(session.Step.Accumulate(Images((2 * step) + 1, first, share, channels), targets).data<float>().ToArray());
                Assert.True(session.Step.Update());
                Assert.Equal(BatchSize, session.Step.Images);
            }

            afterFirst ??= Weights(session);
        }

        return new Trajectory(losses, afterFirst!, Weights(session), ModelWeights.Save(session.Ema.Model));
    }

    private static StateDict Weights(TrainingSession session) => ModelWeights.Save(session.Model, whole: session.Zero?.FullWeights());

    private static Tensor Images(int seed, int first, int count, int channels)
    {
        byte[] pixels = new byte[BatchSize * channels * 64 * 64];
        new Random(seed).NextBytes(pixels);
        return tensor(pixels, [BatchSize, channels, 64, 64], dtype: ScalarType.Byte).narrow(0, first, count);
    }

    // Length of the difference, as a share of that of what is expected.
    private static double Distance(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        (double difference, double length) = (0, 1e-24);
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            length += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / length);
    }

    private static float[] All(StateDict weights) => [.. weights.Where(stored => stored.Type.IsFloatingPoint()).SelectMany(stored => stored.ToSingle())];

    private static void AssertNear(StateDict expected, StateDict actual, double tolerance)
    {
        Assert.Equal(expected.Select(stored => stored.Name), actual.Select(stored => stored.Name));
        foreach ((StoredTensor left, StoredTensor right) in expected.Zip(actual).Where(pair => pair.First.Type.IsFloatingPoint()))
            Assert.True(Distance(left.ToSingle(), right.ToSingle()) <= tolerance, $"{left.Name}: {Distance(left.ToSingle(), right.ToSingle())}");
    }

    private sealed record Trajectory(List<float[]> Losses, StateDict First, StateDict Last, StateDict Average);
}
