using System.Text.Json;
using Schemes;
using Schemes.Optimizers;
using Support;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Optimization;

public class OfficialStepsTests
{
    private static readonly string[] StoredTensors = ["model.24.m.2.bias", "model.0.conv.weight", "model.0.bn.weight"];

    [SharedTheory("golden/steps")]
    [InlineData("sgd", 1e-4)]
    [InlineData("adam", 2e-3)]
    public void Training_steps_and_their_average_are_the_references(string kind, double tolerance)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath($"golden/steps/{kind}.json")));
        using JsonDocument states = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath($"golden/steps/{kind}_state.json")));
        using DetectionModel model = OfficialModel.Load();
        using ComputeLoss criterion = new(model, new Hyperparameters().Scaled(3, 80, 320));
        using Optimizer optimizer = kind == "sgd"
            ? new Sgd(ModelParameters.Groups(model, 0.01, 0.937, 0.0005))
            : new Adam(ModelParameters.Groups(model, 0.001, 0.937, 0.0005), beta1: 0.937);
        using ModelEma ema = new(model);
        using Tensor input = OfficialModel.Input();
        model.train();
        foreach (JsonElement expected in document.RootElement.GetProperty("losses").EnumerateArray())
        {
            int step = expected.GetProperty("step").GetInt32();
            using (DetectOutput output = model.call(input))
            using (LossResult loss = criterion.Forward(output.Maps, OfficialModel.Targets()))
            {
                loss.Total.Backward();
                float[] items = loss.Items.Values();
                FigureAssert.Near(expected.GetProperty("lbox").GetDouble(), items[0], tolerance, $"box, step {step}");
                FigureAssert.Near(expected.GetProperty("lobj").GetDouble(), items[1], tolerance, $"obj, step {step}");
                FigureAssert.Near(expected.GetProperty("lcls").GetDouble(), items[2], tolerance, $"cls, step {step}");
                FigureAssert.Near(expected.GetProperty("total").GetDouble(), loss.Total.item<float>(), tolerance, $"total, step {step}");
            }

            double norm = GradientClipping.ClipNorm(model.parameters(), 10);
            FigureAssert.Near(expected.GetProperty("grad_norm_before_clip").GetDouble(), norm, tolerance * 5, $"gradient, step {step}");
            optimizer.Step();
            optimizer.ZeroGrad();
            ema.Update(model);
            if (step == 1)
                CheckTensors($"steps/{kind}.step1.", model, kind, steps: 1);
        }

        CheckTensors($"steps/{kind}.last.", model, kind, steps: 10);
        CheckTensors($"steps/{kind}.ema.", ema.Model, kind, steps: 1);
        CheckNorms(states.RootElement.GetProperty("model"), model, tolerance);
        CheckNorms(states.RootElement.GetProperty("ema"), ema.Model, tolerance);
    }

    // Adam's first steps divide gradients by themselves: where they are almost zero, an element may go either way.
    private static void CheckTensors(string prefix, DetectionModel model, string kind, int steps)
    {
        foreach (string name in StoredTensors)
            OfficialModel.Near(prefix + name, model.get_parameter(name)!, 1e-4, kind == "sgd" ? 2e-6 * steps : 2e-3 * steps);
    }

    private static void CheckNorms(JsonElement norms, DetectionModel model, double tolerance)
    {
        Dictionary<string, Tensor> state = model.State().ToDictionary();
        Assert.Equal(norms.EnumerateObject().Select(entry => entry.Name), state.Keys);
        foreach (JsonProperty norm in norms.EnumerateObject())
            FigureAssert.Near(norm.Value.GetProperty("l2").GetDouble(), state[norm.Name].L2(), tolerance, norm.Name);
    }
}
