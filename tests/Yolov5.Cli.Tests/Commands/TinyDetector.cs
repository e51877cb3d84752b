using Support;
using SyntheticData;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands;

/// <summary>A small network of stride 64 with random weights, which finds a lot and nothing right, and pictures of 128 pixels.</summary>
internal sealed class TinyDetector : IDisposable
{
    private const string Definition = """
        nc: 3
        depth_multiple: 1.0
        width_multiple: 1.0
        anchors: [[10, 13, 30, 40]]
        backbone:
          - [-1, 1, Conv, [8, 8, 8, 0]]
          - [-1, 1, Conv, [8, 8, 8, 0]]
        head:
          - [[1], 1, Detect, [nc, anchors]]
        """;

    private readonly TemporaryFolder _folder = new();

    public TinyDetector(long seed = 3, int moreClasses = 0)
    {
        Data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 2, ValidationImages = 4, ImageSize = 128 });
        Classes = Yolov5.Data.DatasetDescription.Load(Data).ClassCount;
        File.AppendAllLines(Data, Enumerable.Range(Classes, moreClasses).Select(id => $"  {id}: more{id}"));
        Classes = Yolov5.Data.DatasetDescription.Load(Data).ClassCount;
        Cfg = _folder.File("stride64.yaml");
        File.WriteAllText(Cfg, Definition.Replace("nc: 3", $"nc: {Classes}", StringComparison.Ordinal));
        Weights = _folder.File("weights.pt");
        torch.manual_seed(seed);
        using DetectionModel model = new(ModelDescription.Load(Cfg));
        using (torch.no_grad())
        {
            // As they are made, all boxes are about as unlikely.
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in model.Head.named_parameters())
                parameter.mul_(name.EndsWith("bias", StringComparison.Ordinal) ? 0.5f : 10);
        }

        var state = CheckpointDictionary.FromStateDict(ModelWeights.Save(model));
        (CheckpointValue, CheckpointValue)[] nameless = [("model", state), ("yaml", model.Description.Yaml), ("nc", Classes)];
        (CheckpointValue, CheckpointValue)[] whole = [.. nameless, ("names", new CheckpointList(Enumerable.Range(0, Classes).Select(id => (CheckpointValue)$"kind{id}")))];
        CheckpointFile.Write(Weights, new CheckpointDictionary(whole));
        CheckpointFile.Write(PathOf("nameless.pt"), new CheckpointDictionary(nameless));
        CheckpointFile.Write(PathOf("trained.pt"), new CheckpointDictionary([.. whole, ("optimizer", state)]));
    }

    /// <summary>The dataset YAML.</summary>
    public string Data { get; }

    /// <summary>Classes of the data and the network.</summary>
    public int Classes { get; }

    /// <summary>The model YAML.</summary>
    public string Cfg { get; }

    /// <summary>The network.</summary>
    public string Weights { get; }

    // Beside it: nameless.pt, the same without the classes' names, and trained.pt, with the state of an optimizer.

    /// <summary>Four pictures.</summary>
    public string Pictures => Path.Combine(Path.GetDirectoryName(Data)!, "images", "val");

    /// <summary>A path in the folder of the tests.</summary>
    public string PathOf(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();
}
