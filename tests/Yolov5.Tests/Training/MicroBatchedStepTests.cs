using LibTorch.Unstable;
using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Optimization;
using Yolov5.Tests.Data;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Tests.Training;

/// <summary>Sets the process's memory budget, so nothing may run beside it.</summary>
[Collection(nameof(TrainingStepTests))]
public class MicroBatchedStepTests
{
    private const int Count = 32;
    private const int Side = 128;

    [Theory]
    [InlineData("baseline")]
    [InlineData("mixed_optimization")]
    [InlineData("zero3")]
    public void A_batch_that_does_not_fit_is_computed_in_halves_without_a_trace_of_the_attempt(string schemeId)
    {
        Scheme scheme = SchemeCatalog.Find(schemeId);
        using TinyTraining expected = new(scheme);
        using TinyTraining actual = new(scheme);
        using Tensor images = Images(1);
        using Tensor earlier = Images(2);
        float[] targets = Targets(Count);

        // Gradients of an earlier batch are there, and have to be there afterwards.
        expected.Step.Accumulate(earlier, targets).Dispose();
        Tensor[] before = [.. expected.Step.GradientHolders.Select(holder => holder.grad!.clone())];
        expected.Optimizer.ZeroGrad();
        using Tensor first = expected.Step.Accumulate(images.narrow(0, 0, Count / 2), MicroBatchedStep.TargetsOf(targets, 0, Count / 2));
        using Tensor second = expected.Step.Accumulate(images.narrow(0, Count / 2, Count / 2), MicroBatchedStep.TargetsOf(targets, Count / 2, Count / 2));
        foreach ((Tensor holder, Tensor gradient) in expected.Step.GradientHolders.Zip(before))
            holder.grad!.add_(gradient);

        List<MicroBatchReduction> reductions = [];
        MicroBatchedStep step = new(actual.Step) { Reduced = reductions.Add };
        step.Accumulate(earlier, targets).Dispose();
        using Tensor items = WithBudgetOf(scheme, Count * 3 / 4, () => step.Accumulate(images, targets));

        Assert.Equal([new MicroBatchReduction(Count, Count, Count / 2, 1, 3)], reductions);
        AssertSame(expected, actual);
        using Tensor mean = (first + second) / 2;
        Assert.Equal(mean.data<float>().ToArray(), items.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_with_enough_memory_are_those_of_the_plain_step_to_the_bit()
    {
        using TinyTraining expected = new(SchemeCatalog.Baseline);
        using TinyTraining actual = new(SchemeCatalog.Baseline);
        MicroBatchedStep step = new(actual.Step);
        for (int seed = 0; seed < 3; seed++)
        {
            using Tensor images = Images(seed);
            expected.Step.Accumulate(images, Targets(Count)).Dispose();
            step.Accumulate(images, Targets(Count)).Dispose();
        }

        AssertSame(expected, actual);
        Assert.Equal(int.MaxValue, step.MicroBatchSize);
    }

    [Fact]
    public void Two_halves_of_the_same_images_have_the_gradient_of_the_whole()
    {
        using TinyTraining whole = new(SchemeCatalog.Baseline);
        using TinyTraining halves = new(SchemeCatalog.Baseline);
        using Tensor half = Images(1).narrow(0, 0, Count / 2);
        using Tensor images = cat([half, half], 0);
        float[] targets = Targets(Count / 2);
        whole.Step.Accumulate(images, [.. targets, .. Shifted(targets, Count / 2)]).Dispose();
        halves.Step.Accumulate(half, targets).Dispose();
        halves.Step.Accumulate(half, targets).Dispose();

        // The same mean and variance in each half, the same mean over its labels: what is left is rounding.
        foreach (((string name, var left), (_, var right)) in whole.Model.named_parameters().Zip(halves.Model.named_parameters()))
        {
            using Tensor difference = (left.grad! - right.grad!).norm() / left.grad!.norm();
            Assert.True(difference.item<float>() < 1e-3, $"{name}: {difference.item<float>()}");
        }
    }

    [Fact]
    public void After_three_times_it_stops_and_says_what_to_do()
    {
        using TinyTraining training = new(SchemeCatalog.Baseline);
        using TinyTraining untouched = new(SchemeCatalog.Baseline);
        List<MicroBatchReduction> reductions = [];
        MicroBatchedStep step = new(training.Step) { Reduced = reductions.Add };
        using Tensor images = Images(1);

        InvalidInputException error = Assert.Throws<InvalidInputException>(
            () => WithBudgetOf(SchemeCatalog.Baseline, 1, () => step.Accumulate(images, Targets(Count))));

        Assert.Equal([16, 8, 4], reductions.Select(reduction => reduction.To));
        Assert.Contains("4 images at a time (3 times halved)", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        AssertSame(untouched, training);
    }

    [Fact]
    public void Labels_of_a_pass_are_numbered_from_its_first_image()
    {
        float[] targets = [0, 5, .1f, .2f, .3f, .4f, 2, 6, .5f, .6f, .7f, .8f, 3, 7, .1f, .1f, .1f, .1f];

        Assert.Equal([0, 6, .5f, .6f, .7f, .8f, 1, 7, .1f, .1f, .1f, .1f], MicroBatchedStep.TargetsOf(targets, 2, 2));
        Assert.Empty(MicroBatchedStep.TargetsOf(targets, 1, 1));
    }

    [Fact]
    public void An_epoch_in_which_the_memory_runs_out_sees_every_image_and_says_so_once()
    {
        using TinyTraining training = new(SchemeCatalog.Baseline, classCount: 3);
        DataLoader loader = new(
            new MemoryDataset(Count * 2).Create(imageSize: Side), new DataLoaderOptions { BatchSize = Count, Workers = 1, Shuffle = true, Seed = 1 });
        TrainingSchedule schedule = new(new Hyperparameters(), 3, loader.BatchCount, Count);
        List<string> notices = [];
        TrainingLoop loop = new(training.Step, training.Optimizer.Groups, schedule, loader) { Notice = notices.Add };

        EpochResult result = WithBudgetOf(SchemeCatalog.Baseline, Count * 3 / 4, () => loop.Run(0));

        Assert.Equal(Count * 2, result.Images);
        Assert.Equal(2, result.Losses.Count);
        Assert.Equal(["Out of memory: micro-batch 32 -> 16, passes a step 2 -> 4; the effective batch of 64 stays (1 of 3)."], notices);
    }

    // Runs with a budget that a step of so many images just fits into.
    private static T WithBudgetOf<T>(Scheme scheme, int images, Func<T> body)
    {
        long extra;
        using (TinyTraining measured = new(scheme))
        {
            using Tensor batch = Images(9);
            using Tensor part = batch.narrow(0, 0, images);
            float[] targets = MicroBatchedStep.TargetsOf(Targets(Count), 0, images);
            measured.Step.Accumulate(part, targets).Dispose();
            DeviceMemory.FreeUnreferenced();
            long before = DeviceMemory.Statistics(CPU).Allocated;
            DeviceMemory.ResetPeak(CPU);
            measured.Step.Accumulate(part, targets).Dispose();
            extra = DeviceMemory.Statistics(CPU).PeakAllocated - before;
        }

        DeviceMemory.FreeUnreferenced();
        DeviceMemory.EmptyCache(CPU);
        long reserved = DeviceMemory.Statistics(CPU).Reserved;
        DeviceMemory.SetCpuBudget(reserved);
        List<Tensor> fillers = [];
        try
        {
            Fill(fillers);
            DeviceMemory.SetCpuBudget(reserved + extra);
            return body();
        }
        finally
        {
            DeviceMemory.SetCpuBudget(0);
            fillers.ForEach(filler => filler.Dispose());
        }
    }

    // Takes the free blocks between tensors of earlier tests: how large these are is chance, and a small batch fits into them.
    private static void Fill(List<Tensor> fillers)
    {
        for (long bytes = 1 << 26; bytes >= 1 << 12; bytes /= 2)
        {
            try
            {
                while (true)
                    fillers.Add(empty(bytes, dtype: ScalarType.Byte));
            }
            catch (Exception exception) when (DeviceOutOfMemoryException.From(exception) is not null)
            {
            }
        }
    }

    private static void AssertSame(TinyTraining expected, TinyTraining actual)
    {
        foreach ((int index, (Tensor left, Tensor right)) in expected.Step.GradientHolders.Zip(actual.Step.GradientHolders).Index())
        {
            Assert.Equal(left.grad is null, right.grad is null);
            Assert.True(left.grad is null || left.grad.equal(right.grad!).all().item<bool>(), $"gradient {index}");
        }

        foreach (((string name, Tensor left), (_, Tensor right)) in expected.Model.named_buffers().Zip(actual.Model.named_buffers()))
            Assert.True(left.equal(right).all().item<bool>(), name);
    }

    private static Tensor Images(int seed)
    {
        byte[] pixels = new byte[Count * 3 * Side * Side];
        new Random(seed).NextBytes(pixels);
        return tensor(pixels, [Count, 3, Side, Side], dtype: ScalarType.Byte);
    }

    private static float[] Targets(int images) =>
        [.. Enumerable.Range(0, images).SelectMany(image => new[] { image, image % 2, 0.3f + (0.01f * image), 0.6f, 0.2f + (0.005f * image), 0.3f })];

    private static IEnumerable<float> Shifted(float[] targets, int by) => targets.Select((value, i) => i % 6 == 0 ? value + by : value);
}
