using Support;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Models;

public class ModelWeightsTests
{
    [Fact]
    public void Saved_weights_are_loaded()
    {
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        using DetectionModel other = new(model.Description);

        WeightTransfer transfer = ModelWeights.Load(other, ModelWeights.Save(model));

        Assert.Equal("taken 349 of 349", transfer.ToString());
        Assert.Empty(transfer.Unused);
        foreach ((var expected, var actual) in model.State().Zip(other.State()))
            Assert.Equal(expected.Value.Values(), actual.Value.Values());
    }

    [Fact]
    public void A_head_for_other_classes_starts_afresh()
    {
        using DetectionModel three = FormulaReference.For("yolov5n_nc3").Model();
        using DetectionModel five = new(three.Description with { ClassCount = 5 });
        float[] fresh = five.get_parameter("model.24.m.0.weight")!.Values();

        WeightTransfer transfer = ModelWeights.Load(five, ModelWeights.Save(three, StoredType.Float16));

        Assert.Equal("taken 343 of 349", transfer.ToString());
        Assert.All(transfer.Fresh, name => Assert.StartsWith("model.24.m.", name, StringComparison.Ordinal));
        Assert.Equal(fresh, five.get_parameter("model.24.m.0.weight")!.Values());
        FigureAssert.Near(three.get_parameter("model.0.conv.weight")!.Values(), five.get_parameter("model.0.conv.weight")!.Values(), 1e-3, 1e-7, "half precision");
    }

    [Fact]
    public void Own_anchors_can_be_kept_and_strange_weights_are_named()
    {
        using DetectionModel model = new(ModelDescription.Load("n"));
        float[] anchors = model.Head.Anchors.Values();
        StateDict weights = new(
        [
            StoredTensor.FromSingle("model.24.anchors", [3, 3, 2], new float[18]),
            StoredTensor.FromSingle("model.0.conv.bias", [16], new float[16]),
        ]);

        Assert.Equal(0, ModelWeights.Load(model, weights, keepAnchors: true).Taken);
        Assert.Equal(anchors, model.Head.Anchors.Values());
        WeightTransfer transfer = ModelWeights.Load(model, weights);
        Assert.Equal((1, "model.0.conv.bias"), (transfer.Taken, Assert.Single(transfer.Unused)));
        Assert.All(model.Head.Anchors.Values(), value => Assert.Equal(0, value));
    }

    [SharedFact("data/yolov5n.pt")]
    public void The_official_checkpoint_says_what_its_network_is()
    {
        Checkpoint checkpoint = Checkpoint.Read(Repository.SharedPath("data/yolov5n.pt"));

        using DetectionModel model = ModelWeights.Restore(checkpoint);

        ModelDescription own = ModelDescription.Load("n");
        Assert.Equal(("yolov5n", 80, 0.33, 0.25), (model.Description.Name, model.Description.ClassCount, model.Description.DepthMultiple, model.Description.WidthMultiple));
        Assert.Equal(own.Layers.Select(layer => $"{layer.Module} {string.Join(",", layer.From)} {layer.Number} {layer.Arguments.Channels}"), model.Description.Layers.Select(layer => $"{layer.Module} {string.Join(",", layer.From)} {layer.Number} {layer.Arguments.Channels}"));
        Assert.Equal(checkpoint.StateDict.Select(stored => stored.Name), model.State().Select(entry => entry.Key));
    }
}
