using Schemes;
using TorchSharp;
using Yolov5.Tests.Training;
using Yolov5.Validation;
using static TorchSharp.torch;

namespace Yolov5.Tests.Validation;

public class InferenceNetworksTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Boxes_of_all_networks_stand_side_by_side(bool augment)
    {
        using TinyTraining first = new(SchemeCatalog.Baseline), second = new(SchemeCatalog.Baseline);
        using InferenceNetworks alone = new(first.Model, [], SchemeCatalog.Baseline, augment), other = new(second.Model, [], SchemeCatalog.Baseline, augment);
        using InferenceNetworks both = new(first.Model, [second.Model], SchemeCatalog.Baseline, augment);
        using IDisposable noGrad = no_grad();
        using Tensor images = rand(2, 3, 64, 64), ofFirst = alone.Predict(images), ofSecond = other.Predict(images), expected = cat([ofFirst, ofSecond], 1);

        using Tensor actual = both.Predict(images);

        Assert.True(actual.equal(expected).all().item<bool>());
    }

    [Fact]
    public void Networks_for_other_classes_are_refused()
    {
        using TinyTraining first = new(SchemeCatalog.Baseline), second = new(SchemeCatalog.Baseline, classCount: 3);

        Assert.Contains("An ensemble needs networks for the same classes", Assert.Throws<InvalidInputException>(
            () => new InferenceNetworks(first.Model, [second.Model], SchemeCatalog.Baseline, augment: false)).Message, StringComparison.Ordinal);
    }
}
