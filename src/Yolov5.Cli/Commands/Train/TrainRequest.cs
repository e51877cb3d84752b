using Yolov5.Data;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>A training as a command line asks for it; values that have to be tried out on this machine are still open.</summary>
/// <param name="Config">Configuration as far as it is known.</param>
/// <param name="FindBatch">True to find the largest batch that fits.</param>
/// <param name="Preset">Preset that chooses scheme, batch size and workers.</param>
/// <param name="KeepWorkers">True if the number of workers was given, so that a preset does not change it.</param>
/// <param name="MemoryBudget">Bytes that CPU tensors may take; 0 without a bound.</param>
/// <param name="Stride">The network's largest stride, of which image sizes are multiples.</param>
internal sealed record TrainRequest(TrainingConfig Config, bool FindBatch, TrainingPreset? Preset, bool KeepWorkers, long MemoryBudget, int Stride)
{
    /// <summary>The configuration with everything that was open tried out.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="notice">Receives messages on the progress, one line each.</param>
    /// <param name="stop">Ends it.</param>
    public TrainingConfig Resolve(TrainingData data, Action<string> notice, CancellationToken stop)
    {
        if (FindBatch)
            return WithBatchOf(AutoBatch.Resolve(Largest, data, MemoryBudget, notice: notice, cancellationToken: stop));
        if (Preset is not { } preset)
            return Config;
        TrainingConfig found = Largest.Recommended(preset, AutoBatch.OptionsFor(data, Config.Hyperparameters, MemoryBudget), notice: notice, cancellationToken: stop);
        found = found with { ImageSize = Config.ImageSize };
        return KeepWorkers ? found with { Workers = Config.Workers } : found;
    }

    // Batches of varying size must fit at their largest.
    private TrainingConfig Largest => Config.Sampling.MultiScale
        ? Config with { ImageSize = BatchPlan.LargestSize(Config.ImageSize, Stride) / Stride * Stride }
        : Config;

    private TrainingConfig WithBatchOf(TrainingConfig found) => (Config with { BatchSize = found.BatchSize }).Validated();
}
