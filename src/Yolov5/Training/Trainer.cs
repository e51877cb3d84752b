using Schemes.Memory;
using Yolov5.Anchors;
using Yolov5.Data;
using Yolov5.Models;
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
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

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
        if (_config.Hyperparameters.Augmentation.CopyPaste > 0 && _data.Train.Entries.All(entry => entry.Outlines is null))
            Notice?.Invoke("copy_paste: the labels are boxes, and only outlines are copied.");
        DataLoader trainLoader = _data.TrainLoader(_config);
        DataLoader validationLoader = _data.ValidationLoader(_config);
        TrainingSchedule schedule = new(
            _config.Hyperparameters, _config.Epochs, trainLoader.BatchCount, trainLoader.BatchSize, _config.NominalBatchSize, _config.CosineSchedule);
        using TrainingSession session = TrainingSession.Create(_config, _data.Description.ClassCount, schedule, _config.Sampling.AutoAnchor ? FitAnchors : null);
        Started?.Invoke(session);
        TrainingLoop loop = new(session.Step, session.Optimizer.Groups, schedule, trainLoader) { Notice = Notice };
        EpochSummary? best = null;
        EpochSummary? last = null;
        for (int epoch = 0; epoch < _config.Epochs; epoch++)
        {
            if (_config.Sampling.ImageWeights)
                trainLoader.Weights = ImageWeights.Of(_data.Train.Entries, ClassAp(last));
            EpochResult trained = loop.Run(epoch, Progress, cancellationToken);
            Tell(trainLoader, _data.Train);
            ValidationResult validation = Validate(session, ref validationLoader, cancellationToken);
            Tell(validationLoader, _data.Validation);
            last = new EpochSummary(epoch, _config.Epochs, trained, validation);
            bool isBest = best is null || last.Fitness > best.Fitness;
            best = isBest ? last : best;
            _folder.Save(session, _data.Description.Names, epoch, best!.Fitness, isBest);
            _folder.Append(last, session.Optimizer.Groups);
            EpochEnded?.Invoke(last);
        }

        return new TrainingResult(best!, last!, _folder.Best, _folder.Last);
    }

    // Files that the scan found fault with are known already.
    private void Tell(DataLoader loader, DatasetScan scan)
    {
        foreach (DatasetProblem problem in loader.Problems.Where(problem => scan.Problems.All(known => known.File != problem.File)))
        {
            if (_told.Add(problem.File))
                Notice?.Invoke(problem.ToString());
        }
    }

    private void FitAnchors(DetectionModel model) =>
        AutoAnchor.Check(model, _data.Train.Entries, _config.ImageSize, _config.Hyperparameters.AnchorThreshold, _config.Seed, Notice);

    private double[] ClassAp(EpochSummary? last)
    {
        double[] ap = new double[_data.Description.ClassCount];
        foreach (ClassMetrics each in last?.Validation.Metrics.Classes ?? [])
            ap[each.Class] = each.Ap50To95;
        return ap;
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
            loader = _data.ValidationLoader(_config.ImageSize, (loader.BatchSize + 1) / 2, _config.Workers, _config.Cache);
        }
    }
}
