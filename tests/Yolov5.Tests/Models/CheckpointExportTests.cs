using System.Buffers.Binary;
using System.Text.Json;
using Support;
using Yolov5.Models;
using Yolov5.Tests.Golden;
using Yolov5.Weights;

namespace Yolov5.Tests.Models;

public class CheckpointExportTests
{
    [Fact]
    public void A_pt_has_the_averaged_weights_in_half_precision_and_no_state_of_training()
    {
        using TemporaryFolder folder = new();
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        string last = folder.File("last.pt"), stripped = folder.File("stripped.pt");
        using DetectionModel fresh = new(model.Description);
        CheckpointFile.Write(last, new CheckpointDictionary(
            ("epoch", 7), ("optimizer", "state"), ("nc", 3), ("yaml", model.Description.Yaml),
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(fresh))),
            ("ema", CheckpointDictionary.FromStateDict(ModelWeights.Save(model)))));
        Checkpoint read = Checkpoint.Read(last);
        using DetectionModel restored = ModelWeights.Restore(read);

        CheckpointExport.WritePt(stripped, read, restored);

        Checkpoint exported = Checkpoint.Read(stripped);
        Assert.Null(exported.Entries["optimizer"]);
        Assert.Equal((-1L, 3), (exported.Epoch, exported.ClassCount));
        Assert.All(exported.StateDict.Where(tensor => tensor.Name.EndsWith("weight", StringComparison.Ordinal)), tensor => Assert.Equal(StoredType.Float16, tensor.Type));
        using DetectionModel again = ModelWeights.Restore(exported);
        FigureAssert.Near(model.get_parameter("model.0.conv.weight")!.Values(), again.get_parameter("model.0.conv.weight")!.Values(), 1e-3, 1e-7, "weights");
    }

    [Fact]
    public void Safetensors_has_every_tensor_where_its_header_says()
    {
        using TemporaryFolder folder = new();
        StateDict weights = new([StoredTensor.FromInt64("counter", [], [5]), StoredTensor.FromSingle("a", [2, 1], [1.5f, -2]).To(StoredType.Float16), StoredTensor.FromSingle("b", [1], [3])]);

        SafetensorsFile.Write(folder.File("w.safetensors"), weights, new Dictionary<string, string> { ["names"] = "cat\ndog" });

        byte[] file = File.ReadAllBytes(folder.File("w.safetensors"));
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, (8 + length) % 8);
        using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
        Assert.Equal("cat\ndog", header.RootElement.GetProperty("__metadata__").GetProperty("names").GetString());
        Assert.Equal(8 + length + 8 + 4 + 4, file.Length);
        foreach ((string name, string type, string shape) in (ReadOnlySpan<(string, string, string)>)[("counter", "I64", "[]"), ("a", "F16", "[2,1]"), ("b", "F32", "[1]")])
        {
            JsonElement entry = header.RootElement.GetProperty(name);
            Assert.Equal((type, shape), (entry.GetProperty("dtype").GetString(), entry.GetProperty("shape").GetRawText()));
            int from = entry.GetProperty("data_offsets")[0].GetInt32(), to = entry.GetProperty("data_offsets")[1].GetInt32();
            Assert.Equal(weights[name].Data.ToArray(), file[(8 + length + from)..(8 + length + to)]);
        }
    }

    [Fact]
    public void Weights_without_a_description_get_their_classes_from_the_heads_shape()
    {
        using TemporaryFolder folder = new();
        using DetectionModel model = FormulaReference.For("yolov5n_nc3").Model();
        StateDictFile.Write(folder.File("sd.pt"), ModelWeights.Save(model));
        Checkpoint checkpoint = Checkpoint.Read(folder.File("sd.pt"));

        using DetectionModel restored = ModelWeights.Restore(checkpoint, "yolov5n");

        Assert.Equal(3, restored.Head.ClassCount);
        Assert.Contains("for another network", Assert.Throws<InvalidInputException>(() => ModelWeights.Restore(checkpoint, "yolov5n6")).Message, StringComparison.Ordinal);
    }
}
