using Schemes;
using Schemes.Memory;
using Support;
using TorchSharp;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Counts live tensors and bytes of the whole process, so nothing may run beside it.</summary>
[Collection(nameof(TrainingStepTests))]
[CollectionDefinition(nameof(TrainingStepTests), DisableParallelization = true)]
public class TrainingStepTests
{
    private static readonly float[] Targets = [0, 0, 0.5f, 0.5f, 0.3f, 0.4f, 1, 1, 0.25f, 0.7f, 0.2f, 0.2f];

    public TrainingStepTests() => DeviceMemory.FreeUnreferenced();

    public static TheoryData<string> SchemeIds => [.. SchemeCatalog.All.Select(scheme => scheme.Id)];

    [Theory]
    [MemberData(nameof(SchemeIds))]
    public void Many_steps_leave_no_tensor_no_node_and_no_byte_behind(string schemeId)
    {
        // What a step leaves is there after a few hundred as well; a thousand where every part is at work.
        int steps = schemeId is "zero3" or "amp_fused_channels_last" ? 1000 : 200;
        using TinyTraining training = new(SchemeCatalog.Find(schemeId));
        using Tensor images = Images();
        for (int step = 0; step < 5; step++)
            training.Step.Run(images, Targets).Dispose();
        DeviceMemory.FreeUnreferenced();
        long tensors = Tensor.TotalCount;
        int nodes = Gradients.LiveNodes;
        long bytes = DeviceMemory.Statistics(CPU).Allocated;

        for (int step = 0; step < steps; step++)
            training.Step.Run(images, Targets).Dispose();

        // No collection here: nothing may be left to a finalizer.
        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(nodes, Gradients.LiveNodes);
        Assert.Equal(bytes, DeviceMemory.Statistics(CPU).Allocated);
    }

    [Fact]
    public void Checkpointing_changes_no_gradient_and_no_running_statistic_whatever_the_segments()
    {
        using TinyTraining plain = new(SchemeCatalog.Baseline);
        using Tensor images = Images();
        plain.Step.Accumulate(images, Targets).Dispose();
        for (int interval = 1; interval <= 12; interval++)
        {
            using TinyTraining checkpointed = new(SchemeCatalog.Baseline with { Id = "checkpointed", CheckpointInterval = interval });
            checkpointed.Step.Accumulate(images, Targets).Dispose();
            foreach (((string name, Tensor left), (_, Tensor right)) in plain.Model.named_buffers().Zip(checkpointed.Model.named_buffers()))
                Assert.True(left.equal(right).all().item<bool>(), $"{name}, every {interval}");
            foreach (((string name, var left), (_, var right)) in plain.Model.named_parameters().Zip(checkpointed.Model.named_parameters()))
                Assert.True(left.grad!.equal(right.grad!).all().item<bool>(), $"gradient of {name}, every {interval}");
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Fusing_changes_no_number(int checkpointInterval)
    {
        using TinyTraining plain = new(SchemeCatalog.Baseline with { CheckpointInterval = checkpointInterval });
        using TinyTraining fused = new(SchemeCatalog.Fused with { CheckpointInterval = checkpointInterval });
        const double tolerance = 1e-3;
        _ = PeakOfThreeSteps(plain);
        _ = PeakOfThreeSteps(fused);
        foreach (((string name, Tensor left), (_, Tensor right)) in plain.Model.state_dict().Zip(fused.Model.state_dict()))
            Assert.True(left.allclose(right, tolerance, tolerance), name);
    }

    // Without checkpoints: if layers are recomputed, the peak may be in operators that are not fused.
    [OneDnnFact]
    public void Fusing_keeps_less()
    {
        using TinyTraining plain = new(SchemeCatalog.Baseline);
        using TinyTraining fused = new(SchemeCatalog.Fused);
        long kept = PeakOfThreeSteps(plain), keptFused = PeakOfThreeSteps(fused);
        Assert.True(keptFused < kept, $"{keptFused} bytes, {kept} without");
    }

    [Theory]
    [InlineData("mixed_precision", 0.03)]
    [InlineData("channels_last", 1e-4)]
    [InlineData("mixed_channels_last", 0.03)]
    [InlineData("mixed_optimization", 0.03)]
    [InlineData("fused", 1e-4)]
    [InlineData("amp_fused", 0.03)]
    [InlineData("amp_fused_channels_last", 0.03)]
    public void Schemes_agree_with_the_baseline_within_their_precision(string schemeId, double tolerance)
    {
        using TinyTraining baseline = new(SchemeCatalog.Baseline);
        using TinyTraining other = new(SchemeCatalog.Find(schemeId));
        using Tensor images = Images();
        for (int step = 0; step < 10; step++)
        {
            using Tensor expected = baseline.Step.Run(images, Targets);
            using Tensor actual = other.Step.Run(images, Targets);
            Assert.InRange(actual.sum().item<float>() / expected.sum().item<float>(), 1 - tolerance, 1 + tolerance);
        }

        Assert.Equal(0, other.Step.Scaler.SkippedSteps);
    }

    [Fact]
    public void An_overflow_skips_the_update_and_training_goes_on()
    {
        using TinyTraining training = new(SchemeCatalog.MixedPrecision);
        using Tensor images = Images();
        training.Step.Accumulate(images, Targets).Dispose();
        training.Model.parameters().First().grad!.fill_(float.PositiveInfinity);
        float[] before = training.Model.parameters().First().data<float>().ToArray();

        Assert.False(training.Step.Update());
        Assert.Equal(before, training.Model.parameters().First().data<float>().ToArray());
        training.Step.Accumulate(images, Targets).Dispose();
        Assert.True(training.Step.Update());
        Assert.Equal(1, training.Step.Scaler.SkippedSteps);
    }

    private static long PeakOfThreeSteps(TinyTraining training)
    {
        using Tensor images = Images();
        DeviceMemory.ResetPeak(CPU);
        for (int step = 0; step < 3; step++)
            training.Step.Run(images, Targets).Dispose();
        return DeviceMemory.Statistics(CPU).PeakAllocated - DeviceMemory.Statistics(CPU).Allocated;
    }

    private static Tensor Images()
    {
        byte[] pixels = new byte[2 * 3 * 64 * 64];
        new Random(3).NextBytes(pixels);
        return tensor(pixels, [2, 3, 64, 64], dtype: ScalarType.Byte);
    }
}
