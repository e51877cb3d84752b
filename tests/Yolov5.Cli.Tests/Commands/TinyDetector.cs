using Support;
using SyntheticData;
using TorchSharp;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Cli.Tests.Commands;

/// <summary>
/// A small network of stride 64 with random weights, which finds a lot and nothing right, and pictures of 128 pixels. Beside the weights
/// stand nameless.pt, the same without the classes' names, and trained.pt, with the state of an optimizer.
/// </summary>
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

    public TinyDetector(int moreClasses = 0)
    {
        Data = SyntheticDataset.Ensure(_folder.File("data"), new SyntheticDatasetOptions { TrainImages = 2, ValidationImages = 4, ImageSize = 128 });
        int drawn = Yolov5.Data.DatasetDescription.Load(Data).ClassCount;
        File.AppendAllLines(Data, Enumerable.Range(drawn, moreClasses).Select(id => $"  {id}: more{id}"));
        Cfg = _folder.File("stride64.yaml");
        File.WriteAllText(Cfg, Definition.Replace("nc: 3", $"nc: {drawn + moreClasses}", StringComparison.Ordinal));
        Weights = _folder.File("weights.pt");
        (CheckpointValue, CheckpointValue)[] whole = WriteWeights("weights.pt", seed: 3);
        CheckpointFile.Write(PathOf("nameless.pt"), new CheckpointDictionary(whole[..^1]));
        CheckpointFile.Write(PathOf("trained.pt"), new CheckpointDictionary([.. whole, ("optimizer", whole[0].Item2)]));
    }

    /// <summary>The dataset YAML.</summary>
    public string Data { get; }

    /// <summary>The model YAML.</summary>
    public string Cfg { get; }

    /// <summary>The network.</summary>
    public string Weights { get; }

    /// <summary>Four pictures.</summary>
    public string Pictures => Path.Combine(Path.GetDirectoryName(Data)!, "images", "val");

    /// <summary>A path in the folder of the tests.</summary>
    public string PathOf(string name) => _folder.File(name);

    /// <summary>Writes the network with the random weights of a seed, and returns what is in the file.</summary>
    public (CheckpointValue Key, CheckpointValue Value)[] WriteWeights(string name, long seed)
    {
        torch.manual_seed(seed);
        using DetectionModel model = new(ModelDescription.Load(Cfg));
        using (torch.no_grad())
        {
            // As they are made, all boxes are about as unlikely.
            foreach ((string parameterName, TorchSharp.Modules.Parameter parameter) in model.Head.named_parameters())
                parameter.mul_(parameterName.EndsWith("bias", StringComparison.Ordinal) ? 0.5f : 10);
        }

        int classes = model.Description.ClassCount;
        (CheckpointValue, CheckpointValue)[] entries =
        [
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model))), ("yaml", model.Description.Yaml), ("nc", classes),
            ("names", new CheckpointList(Enumerable.Range(0, classes).Select(id => (CheckpointValue)$"kind{id}"))),
        ];
        CheckpointFile.Write(PathOf(name), new CheckpointDictionary(entries));
        return entries;
    }

    public void Dispose() => _folder.Dispose();
}
