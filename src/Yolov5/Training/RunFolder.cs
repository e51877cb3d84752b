using System.Globalization;
using Schemes.Optimizers;
using Yolov5.Models;
using Yolov5.Weights;

namespace Yolov5.Training;

/// <summary>The folder of a training run: <c>weights/last.pt</c>, <c>weights/best.pt</c>, <c>results.csv</c>.</summary>
public sealed class RunFolder
{
    private static readonly string[] Columns =
    [
        "epoch", "train/box_loss", "train/obj_loss", "train/cls_loss", "metrics/precision", "metrics/recall", "metrics/mAP_0.5",
        "metrics/mAP_0.5:0.95", "x/lr0", "x/lr1", "x/lr2",
    ];

    private readonly List<string> _rows = [string.Join(',', Columns)];

    /// <summary>Creates the folder.</summary>
    /// <param name="path">Path of the folder.</param>
    public RunFolder(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "weights"));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The weights after the last epoch.</summary>
    public string Last => System.IO.Path.Combine(Path, "weights", "last.pt");

    /// <summary>The weights after the best epoch.</summary>
    public string Best => System.IO.Path.Combine(Path, "weights", "best.pt");

    /// <summary>The first of <c>exp</c>, <c>exp2</c>, <c>exp3</c> ... that does not exist yet.</summary>
    /// <param name="project">Folder of the runs.</param>
    /// <param name="name">Name of the run.</param>
    public static string Next(string project, string name)
    {
        string first = System.IO.Path.Combine(project, name);
        if (!System.IO.Path.Exists(first))
            return first;
        for (int number = 2; ; number++)
        {
            string next = first + number.ToString(CultureInfo.InvariantCulture);
            if (!System.IO.Path.Exists(next))
                return next;
        }
    }

    /// <summary>Writes the checkpoint of an epoch.</summary>
    internal void Save(TrainingSession session, IReadOnlyList<string> names, int epoch, double bestFitness, bool isBest)
    {
        CheckpointDictionary checkpoint = new(
            ("epoch", epoch),
            ("best_fitness", bestFitness),
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(session.Model, whole: session.Zero?.FullWeights()))),
            ("ema", CheckpointDictionary.FromStateDict(ModelWeights.Save(session.Ema.Model))),
            ("updates", session.Ema.Updates),
            ("names", new CheckpointList(names.Select(name => (CheckpointValue)name))),
            ("nc", names.Count),
            ("yaml", session.Model.Description.Yaml),
            ("date", DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture)));
        CheckpointFile.Write(Last, checkpoint);
        if (isBest)
            CheckpointFile.Write(Best, checkpoint);
    }

    /// <summary>Adds an epoch to <c>results.csv</c>.</summary>
    internal void Append(EpochSummary epoch, IReadOnlyList<ParameterGroup> groups)
    {
        LossItems loss = epoch.Training.MeanLoss;
        Validation.DetectionMetrics metrics = epoch.Validation.Metrics;
        double[] values =
        [
            loss.Box, loss.Objectness, loss.Class, metrics.Precision, metrics.Recall, metrics.Map50, metrics.Map50To95,
            .. groups.Select(group => group.LearningRate),
        ];
        _rows.Add(string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch},{string.Join(',', values.Select(value => value.ToString("G6", CultureInfo.InvariantCulture)))}"));
        AtomicFile.WriteText(System.IO.Path.Combine(Path, "results.csv"), string.Concat(_rows.Select(row => row + "\n")));
    }
}
