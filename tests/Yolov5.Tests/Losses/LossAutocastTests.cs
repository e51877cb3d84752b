using Schemes;
using Schemes.MixedPrecision;
using TorchSharp;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Losses;

public class LossAutocastTests
{
    [Fact]
    public void Network_and_loss_run_in_bfloat16_and_end_in_float32()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using Tensor input = FormulaReference.Input();
        model.train();
        LossResult loss;
        using (new Autocast(DeviceType.CPU, ScalarType.BFloat16))
        {
            using DetectOutput output = model.call(input);
            Assert.Equal(ScalarType.BFloat16, output.Maps[0].dtype);
            loss = criterion.Forward(output.Maps, reference.Targets);
        }

        using (loss)
        {
            Assert.Equal((ScalarType.Float32, ScalarType.Float32), (loss.Total.dtype, loss.Items.dtype));
            FigureAssert.Near(reference.Figures.GetProperty("loss").GetProperty("total").GetDouble(), loss.Total.item<float>(), 0.1, "total");
            loss.Total.Backward();
        }

        Assert.All(model.parameters(), parameter =>
        {
            using Tensor gradient = parameter.grad!;
            Assert.Equal(ScalarType.Float32, gradient.dtype);
            Assert.True(double.IsFinite(gradient.L2()));
        });
    }

    [Fact]
    public void Boxes_are_decoded_in_float32()
    {
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        using Tensor input = FormulaReference.Input();
        model.eval();
        using IDisposable noGrad = no_grad();
        using Autocast autocast = new(DeviceType.CPU, ScalarType.BFloat16);
        using DetectOutput output = model.call(input);
        Assert.Equal(ScalarType.Float32, output.Predictions!.dtype);
    }
}
