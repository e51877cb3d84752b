using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Tests.Golden;
using Yolov5.Tests.Training;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models.TwoCameras;

public sealed class FusedModelTests : IDisposable
{
    private static readonly ModelDescription Single = ModelDescription.Parse(TinyTraining.Definition, "tiny");

    private readonly DetectionModel _rgb;
    private readonly DetectionModel _events;
    private readonly Tensor _images;

    public FusedModelTests()
    {
        manual_seed(5);
        _rgb = Model(Single);
        _events = Model(Single);
        _images = rand([2, 6, 64, 64]);
    }

    public void Dispose()
    {
        _rgb.Dispose();
        _events.Dispose();
        _images.Dispose();
    }

    [Theory]
    [InlineData(FusionKind.Concat)]
    [InlineData(FusionKind.Add)]
    [InlineData(FusionKind.Attention)]
    public void A_branch_has_the_features_of_the_network_that_it_started_from_bit_for_bit(FusionKind kind)
    {
        using DetectionModel fused = Fused(kind);
        FusedBranches places = FusedBranches.Of(fused.Description)!;

        Dictionary<int, float[]> outputs = Outputs(fused, _images);

        using Tensor rgb = _images.narrow(1, 0, 3).contiguous(), events = _images.narrow(1, 3, 3).contiguous();
        foreach ((int layer, float[] expected) in Outputs(_rgb, rgb).Where(entry => entry.Key < places.Length))
            Assert.Equal(expected, outputs[FusedBranches.Rgb(layer)]);
        foreach ((int layer, float[] expected) in Outputs(_events, events).Where(entry => entry.Key < places.Length))
            Assert.Equal(expected, outputs[places.Event(layer)]);
    }

    [Theory]
    [InlineData(FusionKind.Add)]
    [InlineData(FusionKind.Attention)]
    public void With_an_event_branch_of_zeros_the_network_is_the_single_one_bit_for_bit(FusionKind kind)
    {
        using DetectionModel fused = Fused(kind);
        FusedBranches places = FusedBranches.Of(fused.Description)!;
        int[] levels = [.. fused.Description.Layers.Where(layer => layer.Module == LayerKind.Fusion).Select(layer => layer.From[1])];
        using (no_grad())
        {
            // The batch norm of the convolution that each level ends with puts out zeros, and SiLU keeps them.
            foreach (string last in (string[])[$"{levels[0]}.cv3", $"{levels[1]}", $"{levels[2]}.cv2"])
            {
                fused.get_parameter($"model.{last}.bn.weight")!.zero_();
                fused.get_parameter($"model.{last}.bn.bias")!.zero_();
            }
        }

        using Tensor rgb = _images.narrow(1, 0, 3).contiguous();
        using DetectOutput expected = _rgb.call(rgb), actual = fused.call(_images);

        Assert.Equal([places.Event(3), places.Event(4), places.Event(6)], levels);
        foreach ((Tensor left, Tensor right) in expected.Maps.Zip(actual.Maps))
            Assert.Equal(left.Values(), right.Values());
    }

    [Fact]
    public void Attention_begins_as_the_sum()
    {
        using DetectionModel sum = Fused(FusionKind.Add), attention = Fused(FusionKind.Attention);

        using DetectOutput expected = sum.call(_images), actual = attention.call(_images);

        foreach ((Tensor left, Tensor right) in expected.Maps.Zip(actual.Maps))
            Assert.Equal(left.Values(), right.Values());
    }

    [Fact]
    public void Attention_weighs_each_channel_by_its_formula()
    {
        const int Images = 2, Channels = 4, Cells = 6;
        using AttentionFusion module = new(Channels);
        using (no_grad())
        {
            foreach (var parameter in module.parameters())
                parameter.copy_(rand(parameter.shape).sub_(0.5));
        }

        using Tensor rgb = rand([Images, Channels, 2, 3]), events = rand([Images, Channels, 2, 3]);
        using Tensor output = module.call([rgb, events]);
        Dictionary<string, float[]> weights = module.State().ToDictionary(entry => entry.Key, entry => entry.Value.Values());
        float[] r = rgb.Values(), e = events.Values(), expected = new float[r.Length];
        for (int n = 0; n < Images; n++)
        {
            float[] Means(float[] map) => [.. Enumerable.Range(0, Channels).Select(c => map.AsSpan(((n * Channels) + c) * Cells, Cells).ToArray().Average())];
            float[] hidden = [.. Layer([.. Means(r), .. Means(e)], weights["fc1.weight"], weights["fc1.bias"]).Select(value => Math.Max(value, 0))];
            float[] gates = [.. Layer(hidden, weights["fc2.weight"], weights["fc2.bias"]).Select(value => 2 / (1 + MathF.Exp(-value)))];
            for (int i = 0; i < Channels * Cells; i++)
                expected[(n * Channels * Cells) + i] = (gates[i / Cells] * r[(n * Channels * Cells) + i]) + (gates[Channels + (i / Cells)] * e[(n * Channels * Cells) + i]);
        }

        FigureAssert.Near(expected, output.Values(), 1e-5, 1e-6, "attention");
    }

    [Fact]
    public void Operations_are_those_of_two_backbones_and_of_the_convolutions_that_join_them()
    {
        ModelDescription single = ModelDescription.Load("n");
        ModelSummary[] summaries = [.. ((ModelDescription[])[single, FusionDescription.Of(single, FusionKind.Add), FusionDescription.Of(single, FusionKind.Attention), FusionDescription.Of(single, FusionKind.Concat)]).Select(Summary)];
        MapShape[] levels = [.. ModelShapes.Of(single).Outputs.Where((_, layer) => layer is 4 or 6 or 9)];
        using DetectionModel whole = new(single);
        long backbone = whole.Layers.Take(10).Sum(layer => layer.Module.ParameterCount());

        Assert.Equal(summaries[0].Parameters + backbone, summaries[1].Parameters);
        Assert.Equal(summaries[1].MultiplyAdds, summaries[2].MultiplyAdds);
        Assert.Equal(levels.Sum(level => 2L * level.Channels * level.Channels * level.Height * level.Width), summaries[3].MultiplyAdds - summaries[1].MultiplyAdds);
    }

    [Theory]
    [InlineData(FusionKind.Concat)]
    [InlineData(FusionKind.Attention)]
    public void A_network_with_folded_batch_norm_finds_the_same(FusionKind kind)
    {
        using DetectionModel fused = Fused(kind), folded = fused.Fuse();

        using DetectOutput expected = fused.call(_images), actual = folded.call(_images);

        FigureAssert.Near(expected.Predictions!.Values(), actual.Predictions!.Values(), 1e-3, 1e-3, "predictions");
    }

    private static ModelSummary Summary(ModelDescription description)
    {
        using DetectionModel model = new(description);
        return ModelSummary.Of(model, ModelShapes.Side);
    }

    private static DetectionModel Model(ModelDescription description)
    {
        DetectionModel model = new(description);
        model.eval();
        return model;
    }

    private DetectionModel Fused(FusionKind kind)
    {
        manual_seed(7);
        DetectionModel fused = Model(FusionDescription.Of(Single, kind));
        FusedWeights weights = new(fused);
        weights.Add(ModelWeights.Save(_rgb), rgb: true, events: false, others: true);
        weights.Add(ModelWeights.Save(_events), rgb: false, events: true, others: false);
        ModelWeights.Load(fused, weights.All);
        return fused;
    }

    private static Dictionary<int, float[]> Outputs(DetectionModel model, Tensor images)
    {
        Dictionary<int, float[]> outputs = [];
        using DetectOutput output = model.Run(images, model.Segments(1), (segment, inputs) =>
        {
            Tensor[] results = segment.Run(inputs);
            if (!segment.HasHead)
                outputs[segment.Begin] = results[0].Values();
            return results;
        });
        return outputs;
    }

    private static float[] Layer(float[] input, float[] weight, float[] bias) =>
        [.. bias.Select((start, row) => start + input.Select((value, column) => value * weight[(row * input.Length) + column]).Sum())];
}
