using System.IO.Hashing;
using System.Text.Json;
using Support;
using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

public sealed class OfficialCheckpointTests
{
    private static readonly string Official = Repository.SharedPath("data/yolov5n.pt");

    [SharedFact("golden/weights_index.json")]
    public void Every_tensor_of_yolov5n_has_its_name_place_shape_type_and_bytes()
    {
        Checkpoint checkpoint = Checkpoint.Read(Official);
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Repository.SharedPath("golden/weights_index.json")));
        JsonElement[] expected = [.. index.RootElement.GetProperty("state_dict").EnumerateArray()];

        Assert.Equal(expected.Select(entry => entry.GetProperty("name").GetString()), checkpoint.StateDict.Select(tensor => tensor.Name));
        foreach ((JsonElement entry, StoredTensor tensor) in expected.Zip(checkpoint.StateDict))
        {
            Assert.Equal(entry.GetProperty("dtype").GetString(), tensor.Type.TorchName());
            Assert.Equal(entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.Shape);
            Assert.Equal(entry.GetProperty("bytes").GetInt32(), tensor.Data.Length);
            Assert.Equal(entry.GetProperty("crc32").GetUInt32(), Crc32.HashToUInt32(tensor.Data.Span));
        }

        Assert.Equal(index.RootElement.GetProperty("bytes_total").GetInt64(), checkpoint.StateDict.ByteCount);
    }

    [SharedFact("data/yolov5n.pt")]
    public void The_facts_of_yolov5n_are_read()
    {
        Checkpoint checkpoint = Checkpoint.Read(Official);

        Assert.Equal(CheckpointLayout.Network, checkpoint.Layout);
        Assert.Null(checkpoint.EmaStateDict);
        Assert.Equal(80, checkpoint.ClassCount);
        Assert.Equal(80, checkpoint.Names.Count);
        Assert.Equal("person", checkpoint.Names[0]);
        Assert.Equal("toothbrush", checkpoint.Names[79]);
        Assert.Equal([8.0, 16.0, 32.0], checkpoint.Strides);
        Assert.Equal([3, 3, 2], checkpoint.Anchors!.Shape);
        Assert.Equal(1.25f, checkpoint.Anchors.ToSingle()[0]);
        Assert.Equal(-1, checkpoint.Epoch);
        Assert.Null(checkpoint.BestFitness);
        Assert.Null(checkpoint.Updates);
        Assert.StartsWith("2022-02-08T", checkpoint.Date, StringComparison.Ordinal);
        Assert.True(checkpoint.Entries["optimizer"]!.IsNull);
        Assert.Equal(0.937, checkpoint.ModelAttributes["hyp"]!.AsDictionary("hyp").Required("momentum").AsDouble("momentum"), 3);
    }

    [SharedFact("data/yolov5n.pt")]
    public void The_description_of_the_network_is_YAML_that_a_parser_reads()
    {
        Checkpoint checkpoint = Checkpoint.Read(Official);

        var yaml = new YamlDotNet.Serialization.DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(checkpoint.ModelYamlText!);

        Assert.Equal("0.25", yaml["width_multiple"]);
        var backbone = Assert.IsType<List<object>>(yaml["backbone"]);
        Assert.Equal(10, backbone.Count);
        Assert.Equal(["-1", "1", "Conv"], Assert.IsType<List<object>>(backbone[1]).Take(3));
        CheckpointList head = checkpoint.ModelYaml!.AsDictionary("yaml").Required("head").AsList("head");
        Assert.Equal("Detect", head[^1].AsList("layer")[2].AsString("module"));
    }

    [SharedFact("data/yolov5n.pt")]
    public void Saved_as_a_state_dict_the_weights_are_the_same()
    {
        using var folder = new TemporaryFolder();
        StateDict official = Checkpoint.Read(Official).StateDict;

        StateDictFile.Write(folder.File("n.pt"), official);
        Checkpoint copy = Checkpoint.Read(folder.File("n.pt"));

        Assert.Equal(CheckpointLayout.StateDict, copy.Layout);
        Assert.Equal(official.Select(tensor => (tensor.Name, tensor.Describe())), copy.StateDict.Select(tensor => (tensor.Name, tensor.Describe())));
        Assert.All(official.Zip(copy.StateDict), pair => Assert.True(pair.First.Data.Span.SequenceEqual(pair.Second.Data.Span)));
    }
}
