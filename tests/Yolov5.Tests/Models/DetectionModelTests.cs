using Schemes;
using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class DetectionModelTests
{
    private const string Key = "yolov5n_nc3";

    [Fact]
    public void Segments_of_any_length_give_the_whole_network_bit_for_bit()
    {
        using DetectionModel model = FormulaReference.For(Key).Model();
        model.eval();
        using Tensor input = FormulaReference.Input();
        using IDisposable noGrad = no_grad();
        using DetectOutput whole = model.call(input);
        for (int interval = 1; interval <= 26; interval++)
        {
            using DetectOutput parts = model.Run(input, model.Segments(interval), (segment, inputs) => segment.Run(inputs));
            Assert.Equal(whole.Predictions!.Values(), parts.Predictions!.Values());
            foreach ((Tensor expected, Tensor actual) in whole.Maps.Zip(parts.Maps))
                Assert.Equal(expected.Values(), actual.Values());
        }
    }

    [Fact]
    public void Segments_know_what_crosses_their_borders()
    {
        using DetectionModel model = new(ModelDescription.Load("n"));

        IReadOnlyList<ModelSegment> segments = model.Segments(4);

        Assert.Equal(["model.0-3", "model.4-7", "model.8-11", "model.12-15", "model.16-19", "model.20-23", "model.24"], segments.Select(segment => segment.ToString()));
        Assert.Equal([-1], segments[0].Inputs);
        Assert.Equal([3], segments[0].Outputs);
        Assert.Equal([4, 6, 7], segments[1].Outputs);
        Assert.Equal([6, 11], segments[3].Inputs);
        Assert.Equal([14, 15], segments[3].Outputs);
        Assert.Equal([4, 14, 15], segments[4].Inputs);
        Assert.Equal([17, 20, 23], segments[6].Inputs);
        Assert.True(segments[6].HasHead);
        Assert.Empty(segments[6].RunningStatistics);
        Assert.Equal(segments.Sum(segment => segment.RunningStatistics.Count), model.buffers().Count() - 1);
    }

    [Fact]
    public void Training_gives_maps_alone_with_gradients_for_every_parameter()
    {
        using DetectionModel model = FormulaReference.For(Key).Model();
        model.train();
        using Tensor input = FormulaReference.Input();
        using DetectOutput output = model.call(input);

        Assert.Null(output.Predictions);
        using Tensor sum = output.Maps.Select(map => map.sum()).Aggregate((first, second) => first + second);
        sum.Backward();
        Assert.All(model.named_parameters(), entry => Assert.True(entry.parameter.grad is not null, entry.name));
    }

    [Fact]
    public void Evaluation_that_is_recorded_can_be_run_backward()
    {
        using DetectionModel model = FormulaReference.For(Key).Model();
        model.eval();
        using Tensor input = FormulaReference.Input();
        using DetectOutput recorded = model.call(input);
        using Tensor sum = recorded.Predictions!.sum();
        sum.Backward();

        using IDisposable noGrad = no_grad();
        using DetectOutput plain = model.call(input);
        Assert.Equal(plain.Predictions!.Values(), recorded.Predictions!.Values());
    }

    [Fact]
    public void Folded_batch_norm_gives_the_same_predictions()
    {
        using DetectionModel model = FormulaReference.For(Key).Model();
        model.eval();
        using IDisposable noGrad = no_grad();
        using DetectionModel fused = model.Fuse();
        using Tensor input = FormulaReference.Input();
        using DetectOutput expected = model.call(input);
        using DetectOutput actual = fused.call(input);

        Assert.True(fused.IsFused);
        Assert.False(fused.training);
        Assert.DoesNotContain(fused.State(), entry => entry.Key.Contains(".bn.", StringComparison.Ordinal));
        FigureAssert.Near(expected.Predictions!.Values(), actual.Predictions!.Values(), 1e-3, 1e-3, "predictions");
        Assert.Throws<InvalidOperationException>(fused.Fuse);
    }

    [Fact]
    public void A_clone_has_the_same_values_in_tensors_of_its_own()
    {
        using DetectionModel model = FormulaReference.For(Key).Model();
        using DetectionModel clone = model.Clone();

        Assert.Equal(model.training, clone.training);
        Assert.Equal(model.State().Select(entry => entry.Key), clone.State().Select(entry => entry.Key));
        foreach ((var expected, var actual) in model.State().Zip(clone.State()))
            Assert.Equal(expected.Value.Values(), actual.Value.Values());
        using IDisposable noGrad = no_grad();
        clone.parameters().First().fill_(7);
        Assert.DoesNotContain(7, model.parameters().First().Values());
    }

    [Fact]
    public void Another_number_of_classes_changes_only_the_head()
    {
        using DetectionModel eighty = new(ModelDescription.Load("n"));
        using DetectionModel three = new(ModelDescription.Load("n") with { ClassCount = 3 });

        string[] different = [.. eighty.State().Zip(three.State()).Where(pair => !pair.First.Value.shape.SequenceEqual(pair.Second.Value.shape)).Select(pair => pair.First.Key)];
        Assert.Equal(["model.24.m.0.weight", "model.24.m.0.bias", "model.24.m.1.weight", "model.24.m.1.bias", "model.24.m.2.weight", "model.24.m.2.bias"], different);
    }

    [Fact]
    public void Batch_norm_and_convolutions_begin_as_in_the_reference()
    {
        using DetectionModel model = new(ModelDescription.Load("n"));
        Conv conv = Assert.IsType<Conv>(model.Layers[0].Module);
        BatchNorm2d norm = conv.BatchNorm!;

        Assert.Equal((1e-3, 0.03), (norm.eps, norm.momentum!.Value));
        float bound = MathF.Sqrt(1f / (3 * 6 * 6));
        float[] weights = conv.Convolution.weight.Values();
        Assert.InRange(weights.Max(MathF.Abs), bound * 0.95f, bound);
    }

    [Theory]
    [InlineData(1, 3, 64, 60)]
    [InlineData(1, 4, 64, 64)]
    [InlineData(1, 3, 0, 64)]
    public void Images_of_a_wrong_shape_are_refused_by_name(int n, int c, int h, int w)
    {
        using DetectionModel model = new(ModelDescription.Load("n") with { ClassCount = 1 });
        using Tensor images = zeros([n, c, h, w]);
        Assert.Contains("multiples of 32", Assert.Throws<ArgumentException>(() => model.call(images)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_leave_no_tensor_behind()
    {
        using DetectionModel model = new(ModelDescription.Load("n") with { ClassCount = 1 });
        using Tensor input = FormulaReference.Input();
        void Pass(bool training)
        {
            model.train(training);
            using DisposeScope scope = NewDisposeScope();
            using DetectOutput output = model.call(input);
            Assert.Equal(output.Maps.Count + (training ? 0 : 1), scope.DisposablesCount);
        }

        Pass(training: true);
        Pass(training: false);
        using IDisposable noGrad = no_grad();
        Pass(training: true);
        Pass(training: false);
    }
}
