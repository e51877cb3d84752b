using Schemes;
using Schemes.Distributed;
using Support;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>A step with ZeRO in a world of one is the step of the scheme without it, bit for bit. Seeds the process's generator, so nothing may run beside it.</summary>
[Collection(nameof(TrainingStepTests))]
public class ZeroTrainingTests
{
    private static readonly float[] Targets = [0, 0, 0.5f, 0.5f, 0.3f, 0.4f, 1, 1, 0.25f, 0.7f, 0.2f, 0.2f];

    public static TheoryData<Scheme, int, Offload> Cases
    {
        get
        {
            TheoryData<Scheme, int, Offload> cases = [];
            foreach (Scheme scheme in new[] { SchemeCatalog.Baseline, SchemeCatalog.MixedPrecision })
            {
                cases.Add(scheme, 1, Offload.Optimizer);
                cases.Add(scheme, 2, Offload.Optimizer);
                cases.Add(scheme, 3, Offload.None);
                cases.Add(scheme, 3, Offload.Optimizer);
                cases.Add(scheme, 3, Offload.Parameters);
            }

            foreach (Scheme scheme in new[] { SchemeCatalog.Find("gradient_checkpoint"), SchemeCatalog.Find("mixed_optimization"), SchemeCatalog.Find("ablation"), SchemeCatalog.Find("channels_last"), SchemeCatalog.MixedChannelsLast, SchemeCatalog.Fused, SchemeCatalog.AmpFusedChannelsLast })
                cases.Add(scheme, 3, Offload.Parameters);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_statistics_average_and_losses_are_those_without_ZeRO(Scheme scheme, int stage, Offload offload)
    {
        using DisposeScope scope = NewDisposeScope();
        using TinyTraining plain = new(scheme);
        using TinyTraining divided = new(scheme with { Id = "divided", ZeroStage = stage, Offload = offload });
        for (int step = 0; step < 6; step++)
        {
            for (int pass = 0; pass <= step % 2; pass++)
            {
                using Tensor images = Images((2 * step) + pass);
                using Tensor expected = plain.Step.Accumulate(images, Targets);
                using Tensor actual = divided.Step.Accumulate(images, Targets);
                Assert.Equal(expected.data<float>().ToArray(), actual.data<float>().ToArray());
            }

            Assert.True(plain.Step.Update());
            Assert.True(divided.Step.Update());
        }

        AssertSame(ModelWeights.Save(plain.Model), ModelWeights.Save(divided.Model, whole: divided.Zero!.FullWeights()));
        AssertSame(ModelWeights.Save(plain.Ema.Model), ModelWeights.Save(divided.Ema.Model));
    }

    [GlooTheory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 4)]
    public async Task Two_ranks_train_the_network_as_one_process_that_adds_both_batches_up(int stage, int checkpointInterval)
    {
        StateDict[] results = new StateDict[3];
        using TemporaryFolder folder = new();
        Lock making = new();
        using Barrier made = new(3);
        Scheme scheme = SchemeCatalog.MixedPrecision with { Id = "divided", CheckpointInterval = checkpointInterval };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Task.Factory.StartNew(() => Run(number), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        AssertSame(results[0], results[1]);

        // If a parameter is cut, a vector's tail is rounded as single elements are; a bit of a master may be one of bfloat16.
        foreach ((StoredTensor expected, StoredTensor actual) in results[2].Zip(results[0]))
            Assert.InRange(expected.ToSingle().Zip(actual.ToSingle(), (x, y) => Math.Abs(x - y)).Max(), 0, 2e-4);

        void Run(int number)
        {
            set_num_threads(1);
            using DisposeScope scope = NewDisposeScope();
            using ProcessGroup group = number == 2
                ? ProcessGroup.Single()
                : ProcessGroup.MeetAtFile(folder.File("ranks"), number, 2, TimeSpan.FromSeconds(60));
            TinyTraining own;

            // Weights come from the process's generator, which checkpoints set back for a while.
            lock (making)
                own = new TinyTraining(number == 2 ? scheme : scheme with { ZeroStage = stage, Offload = Offload.Optimizer }, group: group);
            using TinyTraining training = own;
            Assert.True(made.SignalAndWait(TimeSpan.FromSeconds(60)));
            results[number] = Train(training, number);
            group.Barrier();
        }

        static StateDict Train(TinyTraining training, int number)
        {
            for (int step = 0; step < 4; step++)
            {
                foreach (int batch in number == 2 ? [0, 1] : new[] { number })
                {
                    using Tensor images = Images((2 * step) + batch);
                    training.Step.Accumulate(images, Targets).Dispose();
                }

                training.Step.Update();
            }

            // Running statistics are those of the first rank.
            return new StateDict(ModelWeights.Save(training.Model, whole: training.Zero?.FullWeights()).Where(stored => !stored.Name.Contains("running", StringComparison.Ordinal) && !stored.Name.Contains("num_batches", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void The_suites_scheme_keeps_half_precision_weights_and_a_float32_master()
    {
        using DisposeScope scope = NewDisposeScope();
        using TinyTraining training = new(SchemeCatalog.Find("zero3"));
        using Tensor images = Images(1);
        training.Step.Run(images, Targets).Dispose();

        Assert.All(training.Model.named_parameters(), entry => Assert.Equal(entry.parameter.ndim > 1 ? ScalarType.BFloat16 : ScalarType.Float32, entry.parameter.dtype));
        Assert.All(training.Zero!.Masters, master => Assert.Equal(ScalarType.Float32, master.dtype));
        Assert.Equal(training.Model.parameters().Count(), training.Zero.Masters.Count);
    }

    [Fact]
    public void An_overflow_skips_the_update()
    {
        using DisposeScope scope = NewDisposeScope();
        using TinyTraining training = new(SchemeCatalog.Find("zero3"));
        using Tensor images = Images(1);
        StateDict before = ModelWeights.Save(training.Model, whole: training.Zero!.FullWeights());
        training.Step.Accumulate(images, Targets).Dispose();
        training.Zero.Masters[0].grad!.fill_(float.NaN);
        Assert.False(training.Step.Update());
        Assert.Equal(1, training.Step.Scaler.SkippedSteps);
        StateDict after = ModelWeights.Save(training.Model, whole: training.Zero.FullWeights());
        foreach (StoredTensor weight in before.Where(stored => !stored.Name.Contains("running", StringComparison.Ordinal) && !stored.Name.Contains("num_batches", StringComparison.Ordinal)))
        {
            Assert.True(after.TryGet(weight.Name, out StoredTensor? other));
            Assert.Equal(weight.ToSingle(), other.ToSingle());
        }
    }

    [Fact]
    public void A_scheme_with_zero_needs_what_divides_it()
    {
        using DisposeScope scope = NewDisposeScope();
        using TinyTraining training = new(SchemeCatalog.Baseline);
        Assert.Throws<ArgumentException>(() => new TrainingStep(training.Model, SchemeCatalog.Find("zero3"), new Hyperparameters(), 64, training.Optimizer, null));
    }

    private static Tensor Images(int seed)
    {
        byte[] pixels = new byte[2 * 3 * 64 * 64];
        new Random(seed).NextBytes(pixels);
        return tensor(pixels, [2, 3, 64, 64], dtype: ScalarType.Byte);
    }

    private static void AssertSame(StateDict expected, StateDict actual)
    {
        Assert.Equal(expected.Select(stored => stored.Name), actual.Select(stored => stored.Name));
        foreach ((StoredTensor left, StoredTensor right) in expected.Zip(actual))
        {
            Assert.Equal(left.Shape, right.Shape);
            Assert.True(left.Data.Span.SequenceEqual(right.Data.Span), left.Name);
        }
    }
}
