using Schemes;
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

            foreach (Scheme scheme in new[] { SchemeCatalog.GradientCheckpoint, SchemeCatalog.MixedOptimization, SchemeCatalog.Ablation, SchemeCatalog.ChannelsLast, SchemeCatalog.MixedChannelsLast })
                cases.Add(scheme, 3, Offload.Parameters);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_statistics_average_and_losses_are_those_without(Scheme scheme, int stage, Offload offload)
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

    [Fact]
    public void The_suites_scheme_keeps_half_precision_weights_and_a_float32_master()
    {
        using DisposeScope scope = NewDisposeScope();
        using TinyTraining training = new(SchemeCatalog.Zero3);
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
        using TinyTraining training = new(SchemeCatalog.Zero3);
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
        Assert.Throws<ArgumentException>(() => new TrainingStep(training.Model, SchemeCatalog.Zero3, new Hyperparameters(), 64, training.Optimizer, null));
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
