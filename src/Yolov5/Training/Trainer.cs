using Schemes.Memory;
using Yolov5.Data;
using Yolov5.Optimization;
using Yolov5.Validation;

namespace Yolov5.Training;

/// <summary>
/// A whole training run, as YOLOv5's train.py does it: epochs, validation of the averaged weights after each, the last
/// and the best weights kept.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingConfig _config;
    private readonly TrainingData _data;
    private readonly RunFolder _folder;

    /// <summary>Prepares a run.</summary>
    /// <param name="config">Configuration of the training.</param>
    /// <param name="data">The data set that the configuration names.</param>
    /// <param name="folder">Folder that results are written to.</param>
    public Trainer(TrainingConfig config, TrainingData data, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(folder);
        _config = config.Validated();
        _data = data;
        _folder = folder;
    }

    /// <summary>Called once the network has been created.</summary>
    public Action<TrainingSession>? Started { get; init; }

    /// <summary>Receives the progress after each batch.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Receives the progress after each batch of a validation.</summary>
    public IProgress<ValidationProgress>? ValidationProgress { get; init; }

    /// <summary>Receives a line when training changes how it computes, as it does when memory runs out.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Called after each epoch.</summary>
    public Action<EpochSummary>? EpochEnded { get; init; }

    /// <summary>Trains to the end, or until it is cancelled; the results so far are on disk after every epoch.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        DataLoader trainLoader = _data.TrainLoader(_config);
        TrainingSchedule schedule = new(
            _config.Hyperparameters, _config.Epochs, trainLoader.BatchCount, trainLoader.BatchSize, _config.NominalBatchSize, _config.CosineSchedule);
        using TrainingSession session = TrainingSession.Create(_config, _data.Description.ClassCount, schedule);
        DataLoader validationLoader = _data.ValidationLoader(_config, session.Model.LargestStride);
        Started?.Invoke(session);
        TrainingLoop loop = new(session.Step, session.Optimizer.Groups, schedule, trainLoader) { Notice = Notice };
        EpochSummary? best = null;
        EpochSummary? last = null;
        for (int epoch = 0; epoch < _config.Epochs; epoch++)
        {
            EpochResult trained = loop.Run(epoch, Progress, cancellationToken);
            ValidationResult validation = Validate(session, ref validationLoader, cancellationToken);
            last = new EpochSummary(epoch, _config.Epochs, trained, validation);
            bool isBest = best is null || last.Fitness > best.Fitness;
            best = isBest ? last : best;
            _folder.Save(session, _data.Description.Names, epoch, best!.Fitness, isBest);
            _folder.Append(last, session.Optimizer.Groups);
            EpochEnded?.Invoke(last);
        }

        return new TrainingResult(best!, last!, _folder.Best, _folder.Last);
    }

    // Batches are twice those of training, as in the reference, and need memory of their own.
    private ValidationResult Validate(TrainingSession session, ref DataLoader loader, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return Validator.Run(session.Ema.Model, loader, new ValidationOptions(), ValidationProgress, cancellationToken);
            }
            catch (Exception exception) when (loader.BatchSize > 1 && DeviceMemory.IsOutOfMemory(exception))
            {
                Notice?.Invoke($"Out of memory in validation: batch {loader.BatchSize} -> {(loader.BatchSize + 1) / 2}.");
            }

            DeviceMemory.EmptyCache(session.Step.Device);
            loader = _data.ValidationLoader(_config.ImageSize, (loader.BatchSize + 1) / 2, _config.Workers, session.Model.LargestStride, _config.Cache);
        }
    }
}
