using System.Text.Json;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Tests.Training;

namespace Yolov5.Tests.Models.TwoCameras;

public class FusionDescriptionTests
{
    private static readonly FusionKind[] TwoBackbones = [FusionKind.Concat, FusionKind.Add, FusionKind.Attention];

    [Fact]
    public void Every_network_and_its_fusions_are_written_as_a_model_file_that_is_read_as_the_same_network()
    {
        IEnumerable<ModelDescription> singles = ModelDescription.Names.Select(ModelDescription.Load);
        foreach (ModelDescription single in singles.Append(ModelDescription.Load("n") with { Activation = new Activation(ActivationKind.LeakyReLU, 0.1) }))
        {
            foreach (ModelDescription written in (ModelDescription[])[single, .. Enum.GetValues<FusionKind>().Select(kind => FusionDescription.Of(single, kind))])
                Assert.Equal(Content(written), Content(ModelDescription.Parse(ModelDescriptionWriter.Write(written), written.Name)));
        }
    }

    [Theory]
    [InlineData("yolov5n", 3)]
    [InlineData("yolov5x", 3)]
    [InlineData("yolov5s6", 4)]
    [InlineData("yolov5-p2", 4)]
    [InlineData("yolov3-tiny", 2)]
    public void Each_camera_has_a_backbone_and_the_neck_reads_what_both_come_to(string name, int levels)
    {
        ModelDescription single = ModelDescription.Load(name);
        ModelShapes alone = ModelShapes.Of(single);
        foreach (FusionKind kind in TwoBackbones)
        {
            ModelDescription fused = FusionDescription.Of(single, kind);
            ModelShapes shapes = ModelShapes.Of(fused);
            FusedBranches places = FusedBranches.Of(fused)!;

            Assert.Equal((single.BackboneLayers, levels), (places.Length, places.Fusions));
            Assert.Equal(alone.Strides, shapes.Strides);
            for (int layer = 0; layer < single.Layers.Count; layer++)
            {
                foreach (int place in layer < places.Length ? [FusedBranches.Rgb(layer), places.Event(layer)] : (int[])[places.Neck(layer)])
                    Assert.Equal((single.Layers[layer].Module, alone.Outputs[layer]), (fused.Layers[place].Module, shapes.Outputs[place]));
            }
        }
    }

    [Fact]
    public void Early_fusion_takes_six_channels_and_is_else_the_network_itself()
    {
        ModelDescription single = ModelDescription.Load("s"), fused = FusionDescription.Of(single, FusionKind.Early);

        Assert.Equal((6, "yolov5s-early"), (fused.Channels, fused.Name));
        Assert.Equal(single.Layers, fused.Layers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(FusionKind.Concat)]
    [InlineData(FusionKind.Add)]
    [InlineData(FusionKind.Attention)]
    [InlineData(FusionKind.Early)]
    public void The_kind_of_a_network_is_known_from_its_description(FusionKind? kind)
    {
        ModelDescription single = ModelDescription.Load("n");

        Assert.Equal(kind, FusionDescription.KindOf(kind is { } given ? FusionDescription.Of(single, given) : single));
    }

    [Fact]
    public void A_users_own_network_may_pick_channels_and_join_maps_where_it_likes()
    {
        ModelDescription description = ModelDescription.Parse(
            """
            nc: 2
            ch: 6
            depth_multiple: 1.0
            width_multiple: 1.0
            anchors: [[10, 13]]
            backbone:
              - [image, 1, Select, [0, 3]]
              - [-1, 1, Conv, [8, 6, 4, 1]]
              - [image, 1, Select, [3, 3]]
              - [-1, 1, Conv, [8, 6, 4, 1]]
              - [[1, -1], 1, Fusion, [attention]]
            head:
              - [[-1], 1, Detect, [nc, anchors]]
            """,
            "own");

        Assert.Equal([[-1], [0], [-1], [2], [1, 3], [4]], description.Layers.Select(layer => layer.From));
        Assert.Equal((3, 3), (description.Layers[2].Arguments.FirstChannel, description.Layers[2].Arguments.SelectedChannels));
        Assert.Equal(4, description.LargestStride);
    }

    [Theory]
    [InlineData("[image, 1, Select, [4, 3]]", "takes channels 4 to 6; there are 6, from 0")]
    [InlineData("[image, 1, Select, [3]]", "[first, number] is expected")]
    [InlineData("[[0, 0, 0], 1, Fusion, [add]]", "a list of two layers is expected")]
    [InlineData("[[0, 0], 1, Fusion, [early]]", "one of concat, add, attention is expected")]
    [InlineData("[[0, 0], 2, Fusion, [add]]", "1 for Fusion is expected")]
    [InlineData("[[0, image], 1, Fusion, [add]]", "joins two maps of the same shape")]
    public void A_layer_that_does_not_fit_is_refused_with_its_place(string row, string complaint)
    {
        string text = $"nc: 2\nch: 6\ndepth_multiple: 1.0\nwidth_multiple: 1.0\nanchors: [[10, 13]]\nbackbone:\n  - [-1, 1, Conv, [8, 6, 4, 1]]\n  - {row}\nhead:\n  - [[-1], 1, Detect, [nc, anchors]]\n";

        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => ModelShapes.Of(ModelDescription.Parse(text, "own"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_for_two_cameras_cannot_be_made_of_one_for_two()
    {
        ModelDescription fused = FusionDescription.Of(ModelDescription.Load("n"), FusionKind.Add);

        Assert.Contains("yolov5n-add: takes 6 channels", Assert.Throws<InvalidInputException>(() => FusionDescription.Of(fused, FusionKind.Add)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_whose_head_reads_no_backbone_has_no_place_to_join()
    {
        ModelDescription single = ModelDescription.Parse(TinyTraining.Definition.Replace("head:\n", "", StringComparison.Ordinal).Replace("backbone:", "backbone: []\nhead:", StringComparison.Ordinal), "tiny");

        Assert.Contains("'head' is expected to read layers of 'backbone'", Assert.Throws<InvalidInputException>(() => FusionDescription.Of(single, FusionKind.Add)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_layers_of_the_single_network_are_those_of_both_backbones()
    {
        FusedBranches places = FusedBranches.Of(FusionDescription.Of(ModelDescription.Load("n"), FusionKind.Concat))!;

        Assert.Equal([1, 2, 12, 13], places.First(2));
        Assert.Equal([.. Enumerable.Range(1, 10), .. Enumerable.Range(12, 10)], places.First(10));
        Assert.Equal([.. Enumerable.Range(1, 10), .. Enumerable.Range(12, 15)], places.First(12));
    }

    private static string Content(ModelDescription description) => JsonSerializer.Serialize(description with { Yaml = "", Anchors = [.. description.Anchors] });
}
