using Schemes;
using TorchSharp;
using Yolov5.Tests.Training;
using Yolov5.Validation;
using static TorchSharp.torch;

namespace Yolov5.Tests.Validation;

public class FurtherNetworksTests
{
    [Fact]
    public void Boxes_of_all_networks_stand_side_by_side()
    {
        using TinyTraining first = new(SchemeCatalog.Baseline), second = new(SchemeCatalog.Baseline);
        using FurtherNetworks further = new(first.Model, [second.Model], SchemeCatalog.Baseline, fuse: true, augment: false);
        using IDisposable noGrad = no_grad();
        using Tensor images = rand(2, 3, 64, 64), own = rand(2, 5, 5 + first.Model.Head.ClassCount);

        using Tensor joined = further.Join(own, images);

        Assert.Equal((2, own.shape[2]), (joined.shape[0], joined.shape[2]));
        Assert.True(joined.shape[1] > 5);
        Assert.Equal(own.data<float>().ToArray(), joined.narrow(1, 0, 5).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Networks_for_other_classes_are_refused()
    {
        using TinyTraining first = new(SchemeCatalog.Baseline), second = new(SchemeCatalog.Baseline, classCount: 3);

        Assert.Contains("An ensemble needs networks for the same classes", Assert.Throws<InvalidInputException>(
            () => new FurtherNetworks(first.Model, [second.Model], SchemeCatalog.Baseline, fuse: true, augment: false)).Message, StringComparison.Ordinal);
    }
}
