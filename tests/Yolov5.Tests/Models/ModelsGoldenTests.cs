using System.Text.Json;
using Schemes.Optimizers;
using Support;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class ModelsGoldenTests
{
    [SharedTheory("golden/models.json")]
    [InlineData("yolov5n")]
    [InlineData("yolov5s")]
    [InlineData("yolov5m")]
    [InlineData("yolov5l")]
    [InlineData("yolov5x")]
    public void Every_size_is_the_references(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/models.json")));
        JsonElement expected = document.RootElement.GetProperty(name);
        using DetectionModel model = new(ModelDescription.Load(name));

        Assert.Equal(
            expected.GetProperty("state_dict").EnumerateArray().Select(entry =>
                $"{entry.GetProperty("name")} [{string.Join(", ", entry.GetProperty("shape").EnumerateArray())}] {entry.GetProperty("dtype")}"),
            model.State().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}] {(entry.Value.is_floating_point() ? "float32" : "int64")}"));
        Assert.Equal(expected.GetProperty("strides").Floats().Select(stride => (double)stride), model.Head.Strides);
        Assert.Equal(
            expected.GetProperty("module_parameters").EnumerateArray().Select(module => module.GetProperty("parameters").GetInt64()),
            model.Layers.Select(layer => layer.Module.ParameterCount()));

        ModelSummary summary = ModelSummary.Of(model);
        Assert.Equal(expected.GetProperty("parameters").GetInt64(), summary.Parameters);
        Assert.Equal(expected.GetProperty("gradients").GetInt64(), summary.Gradients);
        Assert.Equal(expected.GetProperty("layers").GetInt32(), summary.Layers);
        Assert.Equal(expected.GetProperty("conv_macs_640").GetInt64(), summary.MultiplyAdds);

        IReadOnlyList<ParameterGroup> groups = ModelParameters.Groups(model, 0.01, 0.937, 0.0005);
        foreach (JsonElement group in expected.GetProperty("optimizer_groups").EnumerateArray())
        {
            ParameterGroup actual = groups[group.GetProperty("index").GetInt32()];
            Assert.Equal(group.GetProperty("tensors").GetInt32(), actual.Parameters.Count);
            Assert.Equal(group.GetProperty("elements").GetInt64(), actual.Parameters.Sum(parameter => parameter.Value.numel()));
            Assert.Equal(group.GetProperty("weight_decay").GetDouble(), actual.WeightDecay);
        }

        using DetectionModel fused = model.Fuse();
        ModelSummary small = ModelSummary.Of(fused);
        Assert.Equal(expected.GetProperty("layers_conv_bn_fused").GetInt32(), small.Layers);
        Assert.Equal(expected.GetProperty("parameters_conv_bn_fused").GetInt64(), small.Parameters);
    }

    [SharedFact("golden/models.json")]
    public void The_heads_first_biases_are_the_references()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/models.json")));
        using DetectionModel model = new(ModelDescription.Load("yolov5n"));
        int level = 0;
        foreach (JsonElement added in document.RootElement.GetProperty("yolov5n").GetProperty("initial_detect_bias").EnumerateArray())
        {
            // PyTorch's own first biases are within one over the root of the fan-in.
            double bound = 1 / Math.Sqrt(model.get_parameter($"model.24.m.{level}.weight")!.shape[1]);
            float[] bias = model.get_parameter($"model.24.m.{level}.bias")!.Values();
            for (int i = 0; i < bias.Length; i++)
            {
                double expected = (i % 85) switch { < 4 => 0, 4 => added.GetProperty("objectness").GetDouble(), _ => added.GetProperty("class").GetDouble() };
                Assert.InRange(bias[i], expected - bound - 1e-5, expected + bound + 1e-5);
            }

            level++;
        }
    }
}
