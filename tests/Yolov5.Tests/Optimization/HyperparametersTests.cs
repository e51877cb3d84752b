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
    [InlineData("iou_t: 0.3", "hyp.yaml, line 1: iou_t is '0.3'; 0.2, or no such line, because the key has no effect, is expected.")]
    [InlineData("mosaic: 0\nmixup: 0.1", "hyp.yaml: mixup has no effect while mosaic is 0")]
    [InlineData("- 1", "a mapping of keys to values is expected")]
    [InlineData("", "is empty")]
    public void A_mistake_is_named_with_what_is_allowed(string yaml, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => Hyperparameters.Parse(yaml, "hyp.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("hyp.scratch-low", 0.01, 0.5, 0, 0)]
    [InlineData("data/hyps/hyp.scratch-med.yaml", 0.1, 0.9, 0.1, 0)]
    [InlineData("scratch-high", 0.1, 0.9, 0.1, 0.1)]
    [InlineData("hyp.VOC.yaml", 0.15135, 0.75544, 0.04266, 0)]
    [InlineData("hyp.Objects365", 0.17, 0.491, 0, 0)]
    public void Sets_are_found_by_the_reference_s_names(string name, double lrf, double scale, double mixup, double copyPaste)
    {
        Hyperparameters hyp = Hyperparameters.Load(name);
        Assert.Equal((lrf, scale, mixup, copyPaste), (hyp.FinalLearningRateShare, hyp.Augmentation.Scale, hyp.Augmentation.Mixup, hyp.Augmentation.CopyPaste));
    }

    [Fact]
    public void The_set_with_little_augmentation_is_the_default()
    {
        Assert.Equal(new Hyperparameters(), Hyperparameters.Load("hyp.scratch-low"));
        Assert.All(HyperparameterSets.Names, name => Hyperparameters.Load(name).Augmentation.Validate());
        Assert.Contains("hyp.scratch-high", Assert.Throws<InvalidInputException>(() => Hyperparameters.Load("hyp.none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gains_scale_with_levels_classes_and_image_size()
    {
        Hyperparameters scaled = new Hyperparameters().Scaled(levels: 4, classCount: 20, imageSize: 320);
        Assert.Equal((0.05 * 0.75, 0.5 * 0.25 * 0.75, 0.25 * 0.75), (scaled.Box, scaled.Class, scaled.Objectness));
    }
}
