using System.CommandLine;
using System.Globalization;
using CommandLines;
using Events.Fred;
using SyntheticData.Fusion;
using Yolov5.Cli.Output;
using Yolov5.Datasets;

namespace Yolov5.Cli.Commands.Dataset;

/// <summary><c>yolo5 dataset create</c></summary>
internal sealed class CreateCommand : Command
{
    private readonly Argument<string> _folder = new("folder") { Description = "Folder of the data set." };
    private readonly Option<string?> _names = new("--names") { Description = "Class names, separated by commas, or a dataset YAML that has them." };
    private readonly FusionCommandOptions _fusion = new();

    public CreateCommand(CancellationToken stop)
        : base("create", "Creates an empty data set (folders and YAML), or with --fusion draws one of RGB and event frames.\n\n  yolo5 dataset create datasets/pets --names cat,dog\n  yolo5 dataset create datasets/fusion --fusion")
    {
        Add(_folder);
        Add(_names);
        _fusion.AddTo(this);
        SetAction(parsed => Run(parsed, stop));
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        FusionDatasetOptions? fusion = _fusion.Read(parsed);
        string? names = parsed.GetValue(_names);
        if (fusion is not null && names is not null)
            throw new InvalidInputException("--names with --fusion: the drawn data set has a class of its own, drone.");
        if (fusion is null && names is null)
            throw new InvalidInputException("--names: class names separated by commas (cat,dog), or a dataset YAML, are expected; or --fusion for a drawn data set.");
        string folder = OutputPlaces.Folder("folder", parsed.GetValue(_folder)!);
        if (fusion is not null)
            Draw(folder, fusion, stop);
        else
            Lay(folder, names!);
        return 0;
    }

    private static void Lay(string folder, string names)
    {
        string yaml = DatasetLayout.Create(folder, ClassNames.Read(names));
        Console.WriteLine($"Put images into {Path.Combine(folder, "images")}{Path.DirectorySeparatorChar}train and val, labels of the same names into labels{Path.DirectorySeparatorChar}train and val.");
        Console.WriteLine($"Then: yolo5 dataset verify --data {yaml}");
    }

    private static void Draw(string folder, FusionDatasetOptions options, CancellationToken stop)
    {
        using ProgressLine line = new();
        folder = FusionDataset.Ensure(folder, options, line.Sequences(), stop);
        line.Clear();
        FredDataset dataset = FredDataset.Read(folder);
        foreach (IGrouping<FredSplit, FredSequence> split in dataset.Sequences.GroupBy(static sequence => sequence.Split))
        {
            int pairs = split.Sum(static sequence => sequence.Pairing.Pairs.Count), samples = split.Sum(static sequence => sequence.Samples.Count);
            double difference = split.Sum(static sequence => sequence.Pairing.Pairs.Sum(static pair => Math.Abs((double)pair.Difference))) / 1e3 / Math.Max(1, pairs);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{split.Key.ToString().ToLowerInvariant()}: {split.Count()} sequences, {samples} samples, dual_rate {(double)pairs / samples:P1}, avg_tdiff {difference:F2} ms"));
        }

        Console.WriteLine(folder);
    }
}
