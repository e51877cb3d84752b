using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>A training as a command line asks for it; what has to be tried out on this machine is still open.</summary>
/// <param name="Config">What is known already.</param>
/// <param name="FindBatch">Whether the largest batch that fits is to be found.</param>
/// <param name="Preset">By which scheme, batch size and workers are to be found.</param>
/// <param name="KeepWorkers">Whether the workers were named and a preset leaves them alone.</param>
/// <param name="MemoryBudget">Bytes that CPU tensors may take; 0 without a bound.</param>
internal sealed record TrainRequest(TrainingConfig Config, bool FindBatch, TrainingPreset? Preset, bool KeepWorkers, long MemoryBudget)
{
    /// <summary>The configuration with everything that was open tried out.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="notice">Told in one line what is going on.</param>
    /// <param name="stop">Ends it.</param>
    public TrainingConfig Resolve(TrainingData data, Action<string> notice, CancellationToken stop)
    {
        if (FindBatch)
            return AutoBatch.Resolve(Config, data, MemoryBudget, notice: notice, cancellationToken: stop);
        if (Preset is not { } preset)
            return Config;
        TrainingConfig found = Config.Recommended(preset, AutoBatch.OptionsFor(data, Config.Hyperparameters, MemoryBudget), notice: notice, cancellationToken: stop);
        return KeepWorkers ? found with { Workers = Config.Workers } : found;
    }
}
