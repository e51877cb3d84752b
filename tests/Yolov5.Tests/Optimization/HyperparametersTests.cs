using Yolov5.Data.Augmentation;
using Yolov5.Optimization;

namespace Yolov5.Tests.Optimization;

public class HyperparametersTests
{
    [Fact]
    public void Written_hyperparameters_are_read_back()
    {
        Hyperparameters hyp = new() { InitialLearningRate = 0.0032, Box = 1.0 / 3, Augmentation = new AugmentationOptions { Perspective = 1e-4 }, FocalGamma = 1.5 };
        Assert.Equal(hyp, Hyperparameters.Parse(hyp.ToYaml(), "hyp"));
    }

    [Fact]
    public void Missing_keys_keep_their_defaults() =>
        Assert.Equal(new Hyperparameters { InitialLearningRate = 0.1 }, Hyperparameters.Parse("lr0: 1e-1 # high", "hyp.yaml"));

    [Theory]
    [InlineData("lr0: fast", "hyp.yaml, line 1: lr0 is 'fast'; a number from 0 to 10 is expected.")]
    [InlineData("momentum: 1.5", "momentum is '1.5'; a number from 0 to 0.9999")]
    [InlineData("lr_0: 0.1", "'lr_0' is not a known key; known are lr0, lrf")]
    [InlineData("box: [1]", "box is a list")]
    [InlineData("- 1", "a mapping of keys to values is expected")]
    [InlineData("", "is empty")]
    public void A_mistake_is_named_with_what_is_allowed(string yaml, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => Hyperparameters.Parse(yaml, "hyp.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public void Gains_scale_with_levels_classes_and_image_size()
    {
        Hyperparameters scaled = new Hyperparameters().Scaled(levels: 4, classCount: 20, imageSize: 320);
        Assert.Equal((0.05 * 0.75, 0.5 * 0.25 * 0.75, 0.25 * 0.75), (scaled.Box, scaled.Class, scaled.Objectness));
    }
}
