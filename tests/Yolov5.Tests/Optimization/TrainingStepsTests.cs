using System.Text.Json;
using Schemes;
using Schemes.Optimizers;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Optimization;

public class TrainingStepsTests
{
    public static TheoryData<string> Keys => FormulaReference.Keys;

    [Theory]
    [MemberData(nameof(Keys))]
    public void Ten_steps_with_their_average_are_the_references(string key)
    {
        FormulaReference reference = FormulaReference.For(key);
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using Sgd optimizer = new(ModelParameters.Groups(model, 0.01, 0.937, 0.0005));
        using ModelEma ema = new(model);
        using Tensor input = FormulaReference.Input();
        JsonElement expected = reference.Figures.GetProperty("sgd10");
        model.train();
        int step = 0;
        foreach (JsonElement losses in expected.GetProperty("loss").EnumerateArray())
        {
            using (DetectOutput output = model.call(input))
            using (LossResult loss = criterion.Forward(output.Maps, reference.Targets))
            {
                loss.Total.Backward();
                float total = loss.Total.item<float>();
                FigureAssert.Near(losses.Floats(), [total, .. loss.Items.Values()], FormulaReference.LossTolerance(++step), 0, $"losses of step {step}");
            }

            GradientClipping.ClipNorm(model.parameters(), 10);
            optimizer.Step();
            optimizer.ZeroGrad();
            ema.Update(model);
        }

        Check(expected.GetProperty("state_l2"), model);
        Check(expected.GetProperty("ema_l2"), ema.Model);
    }

    [Fact]
    public void The_average_leaves_integer_counters_and_gradients_alone()
    {
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        using ModelEma ema = new(model);
        using (IDisposable noGrad = no_grad())
        {
            foreach ((string _, Tensor value) in model.State())
                value.add_(1);
        }

        ema.Update(model);
        Assert.False(ema.Model.training);
        Assert.DoesNotContain(ema.Model.parameters(), parameter => parameter.requires_grad);
        double decay = 0.9999 * (1 - Math.Exp(-1 / 2000.0));
        Assert.Equal(decay, ema.DecayAt(1), 12);
        foreach ((var average, var current) in ema.Model.State().Zip(model.State()))
        {
            // Both began equal, and the network moved by one.
            double difference = average.Value.is_floating_point() ? decay : 1;
            FigureAssert.Near(current.Value.Values()[0] - difference, average.Value.Values()[0], 1e-5, average.Key, 1e-6);
        }
    }

    private static void Check(JsonElement norms, DetectionModel model)
    {
        Dictionary<string, Tensor> state = model.State().ToDictionary();
        foreach (JsonProperty norm in norms.EnumerateObject())
        {
            if (norm.Name.EndsWith("conv.weight", StringComparison.Ordinal))
                FigureAssert.Near(norm.Value.GetDouble(), state[norm.Name].L2(), FormulaReference.WeightTolerance, norm.Name);
        }
    }
}
