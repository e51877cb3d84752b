using Schemes;
using Schemes.Checkpointing;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class ModuleTests
{
    // Every module that a model file can name. No output is taken by more than two operators: a sum of three gradients would
    // depend on their order, which checkpoints may change.
    private const string Everything = """
        nc: 2
        depth_multiple: 1.0
        width_multiple: 1.0
        anchors: [[10, 13, 16, 30], [30, 61, 62, 45]]
        backbone:
          - [-1, 1, Contract, [2]] # 0, 12 channels, stride 2
          - [-1, 1, Conv, [16, 3, 2]] # 1, stride 4
          - [-1, 1, Expand, [2]] # 2, 4 channels, stride 2
          - [-1, 1, Focus, [8, 3]] # 3, stride 4
          - [-1, 2, DWConv, [8, 3, 1]] # 4
          - [-1, 1, CrossConv, [8, 3, 1, 2, 2.0, true]] # 5
          - [-1, 1, MixConv2d, [16, [1, 3, 5], 2]] # 6, stride 8
          - [-1, 2, BottleneckCSP, [16, true, 2]] # 7
          - [-1, 2, C3x, [16]] # 8
          - [-1, 2, C3TR, [16]] # 9
          - [-1, 1, C3SPP, [16, [3, 5]]] # 10
          - [-1, 2, C3Ghost, [16]] # 11
          - [-1, 1, GhostConv, [16, 3, 1, 2]] # 12
          - [-1, 2, Bottleneck, [16, true, 2, 1.0]] # 13
        head:
          - [-1, 1, nn.BatchNorm2d, []] # 14
          - [-1, 1, GhostBottleneck, [16, 3, 2]] # 15, stride 16
          - [-1, 1, nn.Identity, []] # 16
          - [-1, 1, nn.ZeroPad2d, [[0, 1, 0, 1]]] # 17
          - [-1, 1, nn.MaxPool2d, [2, 1]] # 18
          - [-1, 1, nn.ConvTranspose2d, [16, 2, 2]] # 19, stride 8
          - [[-1, 13], 1, Concat, [1]] # 20
          - [-1, 1, DWConvTranspose2d, [8, 4, 2, 1]] # 21, stride 4
          - [-1, 1, SPP, [8, [3]]] # 22
          - [-1, 1, nn.MaxPool2d, [2, 2]] # 23, stride 8
          - [-1, 2, C3, [8, false, 2, 0.5]] # 24
          - [[24, 18], 1, Detect, [nc, anchors]] # 25
        """;

    public static TheoryData<string> Activations => ["nn.SiLU()", "nn.ReLU()"];

    // Networks for one camera have SPPF and Upsample, those for two Select and Fusion: they are tested as a whole.
    [Fact]
    public void Every_module_is_in_the_network_of_this_test() => Assert.Equal(
        Enum.GetValues<LayerKind>().Except([LayerKind.SPPF, LayerKind.Upsample, LayerKind.Select, LayerKind.Fusion]).Order(),
        ModelDescription.Parse(Everything, "everything").Layers.Select(layer => layer.Module).Distinct().Order());

    [Fact]
    public void Every_module_has_the_shape_that_was_computed_and_gives_every_weight_a_gradient()
    {
        using DetectionModel model = Create("nn.SiLU()");
        ModelShapes shapes = ModelShapes.Of(model.Description);
        using Tensor images = rand(1, 3, ModelShapes.Side, ModelShapes.Side);
        List<Tensor> outputs = [];
        using DisposeScope scope = NewDisposeScope();
        foreach (ModelLayer layer in model.Layers.SkipLast(1))
        {
            outputs.Add(layer.Run([.. layer.From.Select(from => from < 0 ? images : outputs[from])])[0]);
            MapShape expected = shapes.Outputs[layer.Index];
            Assert.Equal([1, expected.Channels, expected.Height, expected.Width], outputs[^1].shape);
        }

        Assert.Equal([8.0, 16.0], model.Head.Strides);
        using Tensor small = rand(2, 3, 64, 64);
        using DetectOutput output = model.call(small);
        using Tensor sum = output.Maps.Select(map => map.square().sum()).Aggregate((first, second) => first + second);
        sum.Backward();
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.grad is { } grad && grad.isfinite().all().item<bool>(), entry.name));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Checkpoints_around_every_module_change_no_bit_of_its_gradients(string activation)
    {
        Dictionary<string, float[]>? plain = null;
        using DetectionModel original = Create(activation);
        using Tensor images = rand(2, 3, 64, 64);
        foreach (int interval in (int[])[0, 1, 2, 5])
        {
            using DetectionModel model = original.Clone();
            using DetectOutput output = interval == 0
                ? model.call(images)
                : model.Run(images, model.Segments(interval), (segment, inputs) => ActivationCheckpoint.Run(segment.Run, inputs, segment.RunningStatistics));
            using Tensor sum = output.Maps.Select(map => map.square().sum()).Aggregate((first, second) => first + second);
            sum.Backward();
            Dictionary<string, float[]> gradients = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad!.Values());
            plain ??= gradients;
            Assert.All(gradients, entry => Assert.True(plain[entry.Key].AsSpan().SequenceEqual(entry.Value), $"{entry.Key}, every {interval}"));
        }
    }

    [Fact]
    public void Folding_keeps_the_batch_norms_that_belong_to_no_convolution_block()
    {
        using DetectionModel model = Create("nn.SiLU()");
        using Tensor images = rand(2, 3, 64, 64);
        using (no_grad())
        {
            for (int i = 0; i < 3; i++)
                model.call(images).Dispose();
            model.eval();
            using DetectionModel fused = model.Fuse();
            using DetectOutput expected = model.call(images);
            using DetectOutput actual = fused.call(images);
            FigureAssert.Near(expected.Predictions!.Values(), actual.Predictions!.Values(), 1e-3, 1e-3, "predictions");
            Assert.Contains(fused.State(), entry => entry.Key == "model.7.bn.running_mean");
            Assert.Contains(fused.State(), entry => entry.Key == "model.14.running_mean");
            Assert.DoesNotContain(fused.State(), entry => entry.Key.Contains(".cv1.bn.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Contract_takes_rows_before_columns_and_expand_undoes_a_contract_of_one_channel()
    {
        using Tensor image = arange(16, ScalarType.Float32).view(1, 1, 4, 4);
        using SpaceDepth contract = new(2, contracts: true);
        using SpaceDepth expand = new(2, contracts: false);
        using Tensor contracted = contract.call(image);

        Assert.Equal([0f, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12, 14, 5, 7, 13, 15], contracted.Values());
        using Tensor expanded = expand.call(contracted);
        Assert.Equal(image.Values(), expanded.Values());
    }

    [Theory]
    [InlineData(16, new[] { 8, 8 }, new[] { 14, 2 })]
    [InlineData(20, new[] { 10, 10 }, new[] { 18, 2 })]
    public void Mixed_kernels_have_equally_many_channels_or_weights(int outputs, int[] channels, int[] byWeights)
    {
        Assert.Equal(channels, MixConv2d.EqualChannels(outputs, 2));
        Assert.Equal(byWeights, MixConv2d.EqualWeights(outputs, [1, 3]));
    }

    [Fact]
    public void Attention_is_the_softmax_of_scaled_products()
    {
        const int length = 5, channels = 8, heads = 4, size = channels / heads;
        using MultiheadAttention attention = new(channels, heads);
        Dictionary<string, Tensor> state = attention.State().ToDictionary();
        Assert.Equal(["in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias"], state.Keys);
        using IDisposable noGrad = no_grad();
        state["in_proj_bias"].uniform_(-1, 1);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(length, 1, channels);
        Tensor projected = x.select(1, 0).matmul(state["in_proj_weight"].t()) + state["in_proj_bias"];
        List<Tensor> attended = [];
        for (int head = 0; head < heads; head++)
        {
            Tensor q = projected.narrow(1, head * size, size), k = projected.narrow(1, channels + (head * size), size), v = projected.narrow(1, (2 * channels) + (head * size), size);
            attended.Add(q.matmul(k.t()).div(Math.Sqrt(size)).softmax(1).matmul(v));
        }

        Tensor expected = cat(attended, 1).matmul(state["out_proj.weight"].t()) + state["out_proj.bias"];
        FigureAssert.Near(expected.Values(), attention.call(x, x, x).Values(), 1e-5, 1e-5, "attention");
    }

    // Counted by hand from the layers' formulas; those of yolov3-tiny and yolov5s6 are published.
    [Theory]
    [InlineData("yolov5n6", 3_246_940, 64)]
    [InlineData("yolov5s6", 12_626_620, 64)]
    [InlineData("yolov3-tiny", 8_852_366, 32)]
    [InlineData("yolov5s-ghost", 3_897_605, 32)]
    [InlineData("yolov5s-transformer", 7_235_645, 32)]
    [InlineData("yolov5-p34", 5_331_518, 16)]
    public void A_variant_of_the_reference_has_its_number_of_parameters(string name, long parameters, int stride)
    {
        using DetectionModel model = new(ModelDescription.Load(name));
        Assert.Equal((parameters, stride), (model.ParameterCount(), model.LargestStride));
    }

    [Theory]
    [InlineData("[-1, 2, C3TR, [16]]", "[-1, 2, C3TR, [24, true, 1, 0.25]]", "4 heads")]
    [InlineData("[-1, 1, Expand, [2]]", "[-1, 1, Expand, [3]]", "a multiple of 9")]
    [InlineData("[-1, 1, nn.MaxPool2d, [2, 1]]", "[-1, 1, nn.MaxPool2d, [3, 1]]", "different strides")]
    [InlineData("[-1, 1, nn.ConvTranspose2d, [16, 2, 2]]", "[-1, 1, nn.ConvTranspose2d, [16, 3, 2]]", "different strides")]
    [InlineData("[-1, 1, GhostConv, [16, 3, 1, 2]]", "[-1, 1, GhostConv, [16, 3, 1, 3]]", "3 groups")]
    [InlineData("[16, [1, 3, 5], 2]", "[8, [1, 3, 31, 63], 2, false]", "cannot divide 8 channels among 4 kernels")]
    public void Modules_that_do_not_fit_are_named(string original, string changed, string complaint)
    {
        Assert.Contains(original, Everything, StringComparison.Ordinal);
        ModelDescription description = ModelDescription.Parse(Everything.Replace(original, changed, StringComparison.Ordinal), "everything");
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => new DetectionModel(description)).Message, StringComparison.Ordinal);
    }

    private static DetectionModel Create(string activation)
    {
        DetectionModel model = new(ModelDescription.Parse($"activation: {activation}\n{Everything}", "everything"));
        model.train();
        return model;
    }
}
