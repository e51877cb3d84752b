using Schemes;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using Yolov5.Training;
using Yolov5.Validation;
using static TorchSharp.torch;

namespace Yolov5.Tests.Validation;

public class AugmentedInferenceTests
{
    [Fact]
    public void Boxes_of_three_views_are_mapped_back_without_the_outermost_levels()
    {
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        model.eval();
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor images = rand(1, 3, 64, 96);
        SchemeForward forward = new(model, SchemeCatalog.Baseline);

        Tensor actual = AugmentedInference.Run(forward, model, images);

        // 64 x 96 pixels as they are; 53 x 79 mirrored, in 64 x 96; 42 x 64 in 64 x 96: 8 x 12, 4 x 6 and 2 x 3 cells of three anchors.
        const int level3 = 288, level4 = 72, level5 = 18;
        Tensor plain = model.call(images).Predictions!;
        Tensor mirrored = model.call(View(images.flip(3), 53, 79)).Predictions!;
        Tensor small = model.call(View(images, 42, 64)).Predictions!;
        Tensor own = mirrored.clone();
        own.narrow(2, 1, 3).div_(0.83);
        own.narrow(2, 0, 1).copy_(96 - mirrored.narrow(2, 0, 1).div(0.83));
        Tensor less = small.narrow(1, level3, level4 + level5).clone();
        less.narrow(2, 0, 4).div_(0.67);
        Tensor expected = cat([plain.narrow(1, 0, level3 + level4), own, less], 1);
        Assert.Equal(expected.shape, actual.shape);
        FigureAssert.Near(expected.Values(), actual.Values(), 1e-4, 1e-3, "boxes");
    }

    private static Tensor View(Tensor images, int height, int width)
    {
        Tensor view = full([1, 3, 64, 96], 0.447);
        Tensor resized = nn.functional.interpolate(images, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        view.narrow(2, 0, height).narrow(3, 0, width).copy_(resized);
        return view;
    }
}
