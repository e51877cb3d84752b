using Benchmarks.Measurement;
using Support;
using SyntheticData;
using SyntheticData.Fusion;
using Yolov5.Configuration;
using Yolov5.Models.TwoCameras;
using Yolov5.Training;

namespace Benchmarks.Tests.Measurement;

public class FusionInputTests
{
    [Fact]
    public void A_training_on_pairs_takes_the_frames_that_are_named()
    {
        using TemporaryFolder folder = new();
        TrainingConfig config = new() { Data = FusionDataset.Ensure(folder.File("pairs"), new FusionDatasetOptions { TrainSequences = 1, ValidationSequences = 1, Frames = 2, Width = 64 }) };

        Assert.Equal(["image", "rgb", "event", "dual-concat"], FusionInput.Loaded);
        TrainingConfig events = FusionInput.Of(config, "event"), both = FusionInput.Of(config, "dual-concat");
        Assert.Equal((Modality.Event, null, config.Data), (events.Pairs!.Modality, events.Fusion, events.Data));
        Assert.Equal((Modality.Dual, FusionKind.Concat, config.Data), (both.Pairs!.Modality, both.Fusion, both.Data));
        Assert.Contains("has frames of two cameras", Assert.Throws<InvalidInputException>(() => FusionInput.Of(config, "image")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_on_images_stays_as_it_is()
    {
        using TemporaryFolder folder = new();
        TrainingConfig config = new() { Data = SyntheticDataset.Ensure(folder.File("data"), new SyntheticDatasetOptions { TrainImages = 1, ValidationImages = 1, ImageSize = 64 }) };

        Assert.Same(config, FusionInput.Of(config, "image"));
        Assert.Contains("Input 'both'", Assert.Throws<InvalidInputException>(() => FusionInput.Of(config, "both")).Message, StringComparison.Ordinal);
    }
}
