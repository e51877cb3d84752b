using Schemes;
using Schemes.Memory;
using Support;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Tests.Training;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>The allocator is the process's, so nothing may run beside these.</summary>
[Collection(nameof(StepMemoryTests))]
[CollectionDefinition(nameof(StepMemoryTests), DisableParallelization = true)]
public class StepMemoryTests
{
    private static readonly float[] Targets = [0, 0, 0.5f, 0.5f, 0.3f, 0.4f, 1, 1, 0.25f, 0.7f, 0.2f, 0.2f];

    public static TheoryData<string> SchemeIds => [.. SchemeCatalog.All.Select(scheme => scheme.Id)];

    public StepMemoryTests() => DeviceMemory.FreeUnreferenced();

    [Theory]
    [MemberData(nameof(SchemeIds))]
    public void The_highest_point_is_the_peak_that_the_allocator_reports_and_what_is_kept_adds_up(string schemeId)
    {
        using TinyTraining training = new(SchemeCatalog.Find(schemeId));
        using Tensor images = Images();
        training.Step.Run(images, Targets).Dispose();
        DeviceMemory.ResetPeak(CPU);
        StepMemory memory = StepMemory.Record(training.Step, training.Model, images, Targets);

        Assert.Equal(DeviceMemory.Statistics(CPU).PeakAllocated, memory.Recording.Peak.AllocatedBytes);
        Assert.Equal(["", "forward", "loss", "backward", "optimizer"], memory.Recording.Samples.Select(sample => sample.Mark.Phase).Distinct());
        long endOfForward = memory.Recording.Samples.Last(sample => sample.Mark.Phase == "forward").AllocatedBytes;
        Assert.Equal(endOfForward - memory.Recording.InitialBytes, memory.InputBytes + memory.Layers.Sum(layer => layer.KeptBytes));
        Assert.Equal(training.Model.Layers.Select(layer => (layer.Index, layer.Kind)), memory.Layers.Select(layer => (layer.Index, layer.Kind)));
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("mixed_optimization")]
    public void Recording_changes_no_bit_and_leaves_nothing_behind(string schemeId)
    {
        using TinyTraining plain = new(SchemeCatalog.Find(schemeId));
        using TinyTraining recorded = new(SchemeCatalog.Find(schemeId));
        using Tensor images = Images();
        List<TrainingPhase> phases = [];
        recorded.Step.PhaseChanged = phases.Add;
        plain.Step.Run(images, Targets).Dispose();
        recorded.Step.Run(images, Targets).Dispose();
        phases.Clear();
        DeviceMemory.FreeUnreferenced();
        long tensors = Tensor.TotalCount;
        long bytes = DeviceMemory.Statistics(CPU).Allocated;
        for (int step = 0; step < 3; step++)
        {
            plain.Step.Run(images, Targets).Dispose();
            _ = StepMemory.Record(recorded.Step, recorded.Model, images, Targets);
        }

        Assert.Equal(tensors, Tensor.TotalCount);
        Assert.Equal(bytes, DeviceMemory.Statistics(CPU).Allocated);
        Assert.Equal(3 * 4, phases.Count);
        foreach (((string name, Tensor left), (_, Tensor right)) in plain.Model.state_dict().Zip(recorded.Model.state_dict()))
            Assert.True(left.equal(right).all().item<bool>(), name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Layers_run_backward_in_reverse_and_a_checkpoint_runs_its_own_forward_first(int interval)
    {
        using TinyTraining training = new(SchemeCatalog.Baseline with { Id = "checkpointed", CheckpointInterval = interval });
        using Tensor images = Images();
        StepMemory memory = StepMemory.Record(training.Step, training.Model, images, Targets);

        int layers = training.Model.Layers.Count;
        int[] all = [.. Enumerable.Range(0, layers)];
        Assert.Equal(all, Order(memory, "forward", ModulePass.Forward));
        Assert.Equal(all.Reverse(), Order(memory, "backward", ModulePass.Backward));
        int[] recomputed = interval == 0 ? [] : [.. all.Chunk(interval).Reverse().SelectMany(segment => segment)];
        Assert.Equal(recomputed, Order(memory, "backward", ModulePass.Forward));
        Assert.Empty(Order(memory, "optimizer", ModulePass.Forward));
    }

    [Fact]
    public void A_checkpoint_keeps_the_outputs_of_its_segments_only()
    {
        using TinyTraining training = new(SchemeCatalog.Baseline with { Id = "checkpointed", CheckpointInterval = 4 });
        using Tensor images = Images();
        StepMemory memory = StepMemory.Record(training.Step, training.Model, images, Targets);

        HashSet<int> leaving = [.. training.Model.Segments(4).SelectMany(segment => segment.Outputs), training.Model.Layers.Count - 1];
        Assert.All(memory.Layers, layer => Assert.Equal(leaving.Contains(layer.Index), layer.KeptBytes > 0));
    }

    [Fact]
    public void Under_autocast_the_images_are_kept_in_its_type_only()
    {
        using TinyTraining baseline = new(SchemeCatalog.Baseline);
        using TinyTraining mixed = new(SchemeCatalog.MixedPrecision);
        using Tensor images = Images();
        long single = StepMemory.Record(baseline.Step, baseline.Model, images, Targets).InputBytes;
        long half = StepMemory.Record(mixed.Step, mixed.Model, images, Targets).InputBytes;

        Assert.Equal(images.NumberOfElements * sizeof(float), single);
        Assert.Equal(single / 2, half);
    }

    [Fact]
    public void Statistics_alone_give_the_same_peak_in_the_same_layer()
    {
        using TinyTraining training = new(SchemeCatalog.Find("mixed_optimization"));
        using Tensor images = Images();
        training.Step.Run(images, Targets).Dispose();
        StepMemory blocks = StepMemory.Record(training.Step, training.Model, images, Targets);
        using MemoryRecorder sampling = MemoryRecorder.StartSampling(CPU);
        StepMemory statistics = StepMemory.Record(sampling, training.Step, training.Model, images, Targets);

        Assert.Equal(Growth(blocks), Growth(statistics));
        Assert.Equal(blocks.PeakLayer, statistics.PeakLayer);
        Assert.Equal(blocks.Recording.Peak.Mark.Phase, statistics.Recording.Peak.Mark.Phase);
    }

    [Fact]
    public void A_step_that_fails_leaves_the_network_as_it_was()
    {
        using TinyTraining training = new(SchemeCatalog.Baseline);
        using Tensor images = Images();
        Assert.Throws<InvalidInputException>(() => StepMemory.Record(training.Step, training.Model, images, [7, 0, 0.5f, 0.5f, 0.1f, 0.1f]));

        Assert.Null(training.Step.PhaseChanged);
        _ = StepMemory.Record(training.Step, training.Model, images, Targets);
    }

    private static long Growth(StepMemory memory) => memory.Recording.Peak.AllocatedBytes - memory.Recording.InitialBytes;

    private static int[] Order(StepMemory memory, string phase, ModulePass pass)
    {
        List<int> order = [];
        foreach (MemorySample sample in memory.Recording.Samples)
        {
            if (sample.Mark.Phase == phase && sample.Mark.Pass == pass && (order.Count == 0 || order[^1] != sample.Mark.Module))
                order.Add(sample.Mark.Module);
        }

        return [.. order];
    }

    private static Tensor Images()
    {
        byte[] pixels = new byte[2 * 3 * 64 * 64];
        new Random(3).NextBytes(pixels);
        return tensor(pixels, [2, 3, 64, 64], dtype: ScalarType.Byte);
    }
}
