using Schemes;
using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Losses;

public class ComputeLossTests
{
    public static TheoryData<string> Keys => FormulaReference.Keys;

    [Theory]
    [MemberData(nameof(Keys))]
    public void Loss_gradients_and_running_statistics_are_the_references(string key)
    {
        FormulaReference reference = FormulaReference.For(key);
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        model.train();
        using Tensor input = FormulaReference.Input();
        using DetectOutput output = model.call(input);
        using LossResult loss = criterion.Forward(output.Maps, reference.Targets);

        var expected = reference.Figures.GetProperty("loss");
        FigureAssert.Near(expected.GetProperty("total").GetDouble(), loss.Total.item<float>(), 1e-4, "total");
        float[] items = loss.Items.Values();
        FigureAssert.Near(expected.GetProperty("box").GetDouble(), items[0], 1e-4, "box");
        FigureAssert.Near(expected.GetProperty("obj").GetDouble(), items[1], 1e-4, "obj");
        FigureAssert.Near(expected.GetProperty("cls").GetDouble(), items[2], 1e-4, "cls");

        loss.Total.Backward();
        foreach (var norm in reference.Figures.GetProperty("grad_l2").EnumerateObject())
            FigureAssert.Near(norm.Value.GetDouble(), model.get_parameter(norm.Name)!.grad!.L2(), FormulaReference.GradientTolerance, norm.Name, 1e-7);
        foreach (var norm in reference.Figures.GetProperty("bn_after_train_forward").EnumerateObject())
            FigureAssert.Near(norm.Value.GetDouble(), model.get_buffer(norm.Name[..^3])!.L2(), 1e-4, norm.Name);
    }

    [Fact]
    public void The_last_match_of_a_cell_decides_its_objectness()
    {
        using DetectionModel model = new(ModelDescription.Load("n") with { ClassCount = 2 });
        using ComputeLoss criterion = new(model, new Hyperparameters());
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => full([1, 3, (int)(64 / stride), (int)(64 / stride), 7], 0.5))];

        // Two labels in the same cells: what counts for objectness is the second one's overlap, whichever comes first.
        float[] small = [0, 0, 0.53f, 0.53f, 0.2f, 0.2f];
        float[] large = [0, 1, 0.53f, 0.53f, 0.4f, 0.4f];
        float Objectness(params float[][] labels) => criterion.Forward(maps, labels.SelectMany(label => label).ToArray()).Items.Values()[1];

        Assert.NotEqual(Objectness(small, large), Objectness(large, small));
        Assert.Equal(Objectness(large), Objectness(large, large));
    }

    [Fact]
    public void Thousands_of_labels_and_none_at_all_are_fine()
    {
        Random random = new(3);
        using DetectionModel model = new(ModelDescription.Load("n") with { ClassCount = 5 });
        using ComputeLoss criterion = new(model, new Hyperparameters());
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => randn([2, 3, (int)(96 / stride), (int)(64 / stride), 10], requires_grad: true))];
        float[] many = [.. Enumerable.Range(0, 5000).SelectMany(_ => new[] { random.Next(2), random.Next(5), random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle() })];
        foreach (float[] targets in new[] { many, [] })
        {
            LossResult loss = criterion.Forward(maps, targets);
            loss.Total.Backward();
            Assert.All(loss.Items.Values(), item => Assert.True(float.IsFinite(item)));
            Assert.All(maps, map => Assert.True(float.IsFinite((float)map.grad!.L2())));
            if (targets.Length == 0)
                Assert.Equal((0f, 0f), (loss.Items.Values()[0], loss.Items.Values()[2]));
        }
    }

    [Fact]
    public void Labels_in_a_tensor_and_on_the_host_are_the_same()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => randn([2, 3, (int)(64 / stride), (int)(96 / stride), 8]))];
        Tensor targets = tensor(reference.Targets, [reference.Targets.Length / 6, 6]);
        Assert.Equal(criterion.Forward(maps, reference.Targets).Items.Values(), criterion.Forward(maps, targets).Items.Values());
    }

    [Fact]
    public void Maps_in_half_precision_give_a_loss_in_single_precision()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => randn([2, 3, (int)(64 / stride), (int)(96 / stride), 8]))];
        Tensor[] halves = [.. maps.Select(map => map.to(ScalarType.BFloat16))];
        LossResult loss = criterion.Forward(halves, reference.Targets);
        Assert.Equal(ScalarType.Float32, loss.Total.dtype);
        FigureAssert.Near(criterion.Forward(maps, reference.Targets).Items.Values(), loss.Items.Values(), 1e-2, 0, "items");
    }

    [Fact]
    public void Self_balancing_moves_the_weights_of_the_levels_and_keeps_the_middle_ones()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        using DetectionModel model = reference.Model();
        using ComputeLoss plain = new(model, reference.Hyp);
        using ComputeLoss balancing = new(model, reference.Hyp, autoBalance: true);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => randn([2, 3, (int)(64 / stride), (int)(96 / stride), 8]))];
        float fixedWeights = plain.Forward(maps, reference.Targets).Items.Values()[1];

        Assert.Equal(fixedWeights, balancing.Forward(maps, reference.Targets).Items.Values()[1], 1e-6);
        Assert.NotEqual(fixedWeights, balancing.Forward(maps, reference.Targets).Items.Values()[1]);
    }

    [Fact]
    public void A_thousand_losses_leave_no_tensor_behind()
    {
        FormulaReference reference = FormulaReference.For("yolov5n_nc3");
        using DetectionModel model = reference.Model();
        using ComputeLoss criterion = reference.Loss(model);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps = [.. model.Head.Strides.Select(stride => randn([2, 3, (int)(64 / stride), (int)(96 / stride), 8], requires_grad: true))];
        int before = scope.DisposablesCount;
        for (int i = 0; i < 1000; i++)
        {
            using LossResult loss = criterion.Forward(maps, reference.Targets);
            Assert.Equal(before + 2, scope.DisposablesCount);
        }

        Assert.Equal(before, scope.DisposablesCount);
    }
}
