namespace Yolov5.Weights;

/// <summary>
/// Content of a <c>.pt</c> file: an official YOLOv5 checkpoint, a state dict, or the training state of this program.
/// Reading it needs no Python and executes nothing that the file names.
/// </summary>
public sealed record Checkpoint
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The form of the file.</summary>
    public required CheckpointLayout Layout { get; init; }

    /// <summary>The weights to use: those of the moving average if there is one, as in the reference, else the network's.</summary>
    public StateDict StateDict => EmaStateDict ?? ModelStateDict ?? throw new InvalidOperationException("A checkpoint has weights.");

    /// <summary>The weights of the network in training (<c>model</c>, <c>state_dict</c> or the file itself); null if absent.</summary>
    public StateDict? ModelStateDict { get; init; }

    /// <summary>The weights of the moving average (<c>ema</c>); null if absent.</summary>
    public StateDict? EmaStateDict { get; init; }

    /// <summary>Class names by class id; empty if unknown.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Number of classes; null if unknown.</summary>
    public int? ClassCount { get; init; }

    /// <summary>
    /// The network's description, a dictionary as in the published YAML files (nc, depth_multiple, anchors, backbone,
    /// head) or YAML text; null if unknown.
    /// </summary>
    public CheckpointValue? ModelYaml { get; init; }

    /// <summary><see cref="ModelYaml"/> as YAML text; null if unknown.</summary>
    public string? ModelYamlText { get; init; }

    /// <summary>Pixels a cell of each detection level, such as 8, 16, 32; empty if unknown.</summary>
    public IReadOnlyList<double> Strides { get; init; } = [];

    /// <summary>Anchors of the detection head [levels, anchors, 2] in units of the level's stride; null if unknown.</summary>
    public StoredTensor? Anchors { get; init; }

    /// <summary>The last finished epoch, from 0; -1 for a network that is ready for use; null if unknown.</summary>
    public long? Epoch { get; init; }

    /// <summary>The best fitness so far (0.1 mAP50 + 0.9 mAP50-95 in the reference), 0..1; null if unknown.</summary>
    public double? BestFitness { get; init; }

    /// <summary>Number of updates of the moving average; null if unknown.</summary>
    public long? Updates { get; init; }

    /// <summary>Time at which it was written, as text of the file (ISO 8601 by custom); null if unknown.</summary>
    public string? Date { get; init; }

    /// <summary>
    /// All top-level entries but the networks and state dicts themselves: optimizer state, options, whatever else the
    /// writer put there. Free of cycles and at most 100 levels deep.
    /// </summary>
    public CheckpointDictionary Entries { get; init; } = new CheckpointDictionary();

    /// <summary>Attributes of a pickled network, such as <c>hyp</c>; empty for other layouts. Shaped as <see cref="Entries"/>.</summary>
    public CheckpointDictionary ModelAttributes { get; init; } = new CheckpointDictionary();

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">A file of <c>torch.save</c>, PyTorch 1.6 or newer.</param>
    /// <exception cref="CheckpointFormatException">The file is damaged, of another format, or holds no weights.</exception>
    /// <exception cref="InvalidInputException">The file cannot be opened.</exception>
    public static Checkpoint Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using TorchArchive archive = TorchArchive.Open(path);
            return CheckpointLayoutReader.Read(path, archive.ReadValue());
        }
        catch (InvalidDataException damaged)
        {
            throw new CheckpointFormatException(path, damaged.Message, damaged);
        }
        catch (Exception unreadable) when (unreadable is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path}: there is no such file.{Advice(path)}", unreadable);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"{path}: the file cannot be read. {unreadable.Message}", unreadable);
        }
    }

    private static string Advice(string path) => System.IO.Path.GetFileName(path).StartsWith("yolov5", StringComparison.Ordinal)
        ? " Nothing is downloaded here; the weights of YOLOv5's releases are at https://github.com/ultralytics/yolov5/releases."
        : "";
}
