using Benchmarks.Epochs;
using Benchmarks.Measurement;
using Support;
using SyntheticData.Fusion;
using Yolov5.Data;
using Yolov5.Training;

namespace Benchmarks.Tests.Epochs;

public class EpochProcessTests
{
    [Fact]
    public void Loading_steps_and_epochs_of_pairs_are_measured()
    {
        using TemporaryFolder folder = new();
        string data = FusionDataset.Ensure(folder.File("pairs"), new FusionDatasetOptions { TrainSequences = 2, ValidationSequences = 1, Frames = 4, Width = 64 });
        TrainingConfig config = FusionInput.Of(new TrainingConfig { Data = data, Model = "n", ImageSize = 64, BatchSize = 2, Workers = 1 }, "dual-add");
        using var process = EpochProcess.Start(new EpochRequest { Config = config, Folder = folder.File("run"), TrainImages = 4, ValidationImages = 2 });

        Assert.Equal((2, 2), (process.Load(1, 1, ImageCaching.None, 2).Seconds.Count, process.Step(1).Images));
        EpochRecord epoch = process.Epoch();

        Assert.Equal((4, 2, 2), (epoch.Images, epoch.ValidationImages, epoch.Batches));
    }
}
