using Schemes.Memory;
using Support;
using Yolov5.Models;
using Yolov5.Sizing;
using Yolov5.Tests.Training;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Tests.Sizing;

/// <summary>Sets the process's memory budget, so nothing may run beside it.</summary>
[Collection(nameof(TrainingStepTests))]
public class InProcessProbeTests
{
    public InProcessProbeTests() => DeviceMemory.FreeUnreferenced();

    [Fact]
    public void A_probe_measures_real_steps_and_memory_grows_with_the_batch()
    {
        ProbeResult two = new InProcessProbe().Run(Request(2));
        ProbeResult four = new InProcessProbe().Run(Request(4));

        Assert.Equal(ProbeStatus.Completed, two.Status);
        Assert.True(two.StepSeconds > 0);

        // Weights, gradients, momentum and the average of 1.9 million parameters are there besides the activations.
        Assert.InRange(two.PeakAllocatedBytes!.Value, 4 * 4 * 1_800_000, four.PeakAllocatedBytes!.Value - 1);
        Assert.Equal(DeviceMemory.Capacity(CPU).Total, two.TotalBytes);
        Assert.InRange(two.AvailableBytes, 1, two.TotalBytes);
    }

    [Fact]
    public void Running_out_of_memory_is_a_result_and_the_budget_is_lifted_again()
    {
        ProbeResult result = new InProcessProbe().Run(Request(16) with { MemoryBudget = DeviceMemory.Statistics(CPU).Allocated + (40 << 20) });

        Assert.Equal(ProbeStatus.OutOfMemory, result.Status);
        Assert.Contains("out of memory", result.Message, StringComparison.Ordinal);
        Assert.Equal(0, DeviceMemory.CpuBudget);
    }

    [OneDnnFact]
    public void Inference_takes_less_than_training()
    {
        long training = new InProcessProbe().Run(Request(4)).PeakAllocatedBytes!.Value;
        long inference = new InProcessProbe().Run(Request(4) with { Mode = ProbeMode.Inference }).PeakAllocatedBytes!.Value;

        Assert.InRange(inference, 1, training / 2);
    }

    [Fact]
    public void The_crowded_box_matches_eight_of_the_nine_anchors()
    {
        ModelDescription network = ModelDescription.Load("s");
        (double width, double height) = NoiseBatch.MostMatchedBox(network, 4, 640);

        Assert.Equal(8, network.Anchors.SelectMany(level => level.Chunk(2)).Count(anchor =>
            Math.Max(width / anchor[0], anchor[0] / width) < 4 && Math.Max(height / anchor[1], anchor[1] / height) < 4));
    }

    private static ProbeRequest Request(int batchSize) => new()
    {
        Config = new TrainingConfig { Data = "", Model = "n", ImageSize = 64, BatchSize = batchSize },
        LabelsPerImage = 10,
        TimedSteps = 1,
    };
}
