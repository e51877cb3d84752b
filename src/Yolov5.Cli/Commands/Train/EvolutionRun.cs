using System.Globalization;
using System.Text.Json.Nodes;
using Yolov5.Cli.Output;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Training.Evolution;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands.Train;

/// <summary>An evolution of hyper-parameters, told on the console and in <c>training.log</c>.</summary>
/// <param name="config">Configuration of every generation, but for the hyper-parameters that evolve.</param>
/// <param name="data">The data set.</param>
/// <param name="path">Folder of the evolution.</param>
/// <param name="options">Options of the command line, for the folder of a training.</param>
/// <param name="line">Shows the progress.</param>
/// <param name="log">Keeps the lines.</param>
internal sealed class EvolutionRun(TrainingConfig config, TrainingData data, string path, Func<RunFolder, CheckpointDictionary> options, ProgressLine line, TrainingLog log)
{
    /// <summary>Trains further generations and returns the figures of the best.</summary>
    /// <param name="count">Number of generations.</param>
    /// <param name="stop">Ends it; the generations that have ended are kept.</param>
    public JsonObject Run(int count, CancellationToken stop)
    {
        HyperparameterEvolution evolution = new(path, config.Hyperparameters, config.Sampling.AutoAnchor, config.Seed)
        {
            Plots = config.Run.Plots,
            Notice = log.Line,
            Ended = ended => log.Line(Text(ended)),
        };
        log.WriteTo(Path.Combine(path, "training.log"));
        int before = evolution.Generations.Count;
        log.Line(before == 0 ? $"Evolution: {count} generations of {config.Epochs} epochs." : $"Evolution: goes on after generation {before} with {count} more of {config.Epochs} epochs.");
        evolution.Run(count, hyp => Train(hyp, stop));
        log.Line($"Best hyper-parameters: {evolution.BestFile}");
        return ResultJson.Of(evolution);
    }

    // Only the newest training is kept.
    private EpochFigures Train(Hyperparameters hyp, CancellationToken stop)
    {
        string place = Path.Combine(path, "generation");
        if (Directory.Exists(Path.Combine(place, "weights")))
            Directory.Delete(place, recursive: true);
        RunFolder folder = new(place);
        TrainingConfig generation = config with
        {
            Hyperparameters = hyp,
            Run = config.Run with { SavesAtEndOnly = true, ValidatesAtEndOnly = true, Plots = false },
        };
        Trainer trainer = new(generation, data, folder)
        {
            Options = options(folder),
            Progress = line.Training(config.Epochs),
            ValidationProgress = line.Validation(),
            Notice = log.Line,
        };
        return trainer.Run(stop).Last;
    }

    private static string Text(HyperparameterEvolution evolution) => string.Create(
        CultureInfo.InvariantCulture,
        $"generation {evolution.Generations.Count}: {Text(evolution.Generations[^1])}; best: generation {evolution.Best + 1}, {evolution.Generations[evolution.Best].Fitness:F4}");

    private static string Text(Generation generation) => string.Create(
        CultureInfo.InvariantCulture,
        $"P {generation.Precision:F3}  R {generation.Recall:F3}  mAP@0.5 {generation.Map50:F4}  mAP@0.5:0.95 {generation.Map50To95:F4}  fitness {generation.Fitness:F4}");
}
