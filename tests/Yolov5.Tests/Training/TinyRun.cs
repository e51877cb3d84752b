using Schemes;
using Support;
using Yolov5.Imaging;
using Yolov5.Optimization;
using Yolov5.Tests.Imaging;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Tests.Training;

/// <summary>Whole runs of the network of <see cref="TinyTraining"/> on six pictures of noise, three batches an epoch.</summary>
internal sealed class TinyRun : IDisposable
{
    public const int Images = 6;
    public const int BatchesOfEpoch = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<TrainingData> _data;

    public TinyRun()
    {
        File.WriteAllText(_folder.File("tiny.yaml"), TinyTraining.Definition);
        Directory.CreateDirectory(_folder.File("images"));
        Directory.CreateDirectory(_folder.File("labels"));
        for (int i = 0; i < Images; i++)
        {
            File.WriteAllBytes(_folder.File($"images/{i}.png"), ImageEncoder.Png(Pictures.Noise(64, 48, seed: i)));
            File.WriteAllText(_folder.File($"labels/{i}.txt"), $"{i % 2} 0.{3 + (i % 4)} 0.5 0.4 0.5\n{(i + 1) % 2} 0.6 0.4 0.2 0.3\n");
        }

        File.WriteAllText(_folder.File("data.yaml"), $"path: {_folder.Path}\ntrain: images\nval: images\nnames: [cat, dog]\n");
        _data = new Lazy<TrainingData>(() => TrainingData.Load(_folder.File("data.yaml")));
    }

    public TrainingConfig Config => new()
    {
        Model = _folder.File("tiny.yaml"),
        Data = _folder.File("data.yaml"),
        ImageSize = 64,
        BatchSize = Images / BatchesOfEpoch,
        NominalBatchSize = 4,
        Epochs = 3,
        Workers = 0,
        Hyperparameters = new Hyperparameters { WarmupEpochs = 1 },
    };

    public TrainingData Data => _data.Value;

    public static CheckpointDictionary Options { get; } = new(("epochs", 3), ("name", "exp"));

    public string Folder(string name) => _folder.File(name);

    public TrainingResult Train(string name, TrainingConfig config, List<string>? notices = null) => Trainer(config, new RunFolder(Folder(name)), notices: notices).Run();

    public Trainer Trainer(TrainingConfig config, RunFolder folder, SavedTraining? saved = null, IProgress<TrainingProgress>? progress = null, List<string>? notices = null) =>
        new(config, _data.Value, folder, saved) { Options = Options, Progress = progress, Notice = notices is null ? null : notices.Add };

    /// <summary>Everything in a last.pt by which the run would go on, as text to compare.</summary>
    public static string State(string path)
    {
        Checkpoint checkpoint = Checkpoint.Read(path);
        IEnumerable<StoredTensor> tensors = [.. checkpoint.ModelStateDict!, .. checkpoint.EmaStateDict!, .. Tensors(checkpoint, "optimizer"), .. Tensors(checkpoint, "rng")];
        return string.Join('\n', tensors.Select(tensor => $"{tensor.Name} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(tensor.Data.Span))}"))
            + $"\n{checkpoint.Epoch} {checkpoint.BestFitness} {checkpoint.Updates} {YamlText.Of(checkpoint.Entries["scaler"] ?? "")} {YamlText.Of(checkpoint.Entries["training"] ?? "")}";
    }

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<StoredTensor> Tensors(Checkpoint checkpoint, string key) =>
        checkpoint.Entries[key] is CheckpointDictionary entries && entries.TryGetStateDict(out StateDict? state) ? state : [];
}
