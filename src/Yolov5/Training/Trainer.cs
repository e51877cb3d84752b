using System.Diagnostics;
using Schemes.Distributed;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Anchors;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Validation;
using Yolov5.Weights;
using SummaryWriter = TorchSharp.Modules.SummaryWriter;

namespace Yolov5.Training;

/// <summary>
/// A whole training run, as YOLOv5's train.py does it: epochs, validation of the averaged weights after each, the last
/// and the best weights kept. It can be killed at any moment and go on from its <c>last.pt</c>, or from an earlier epoch's file.
/// </summary>
public sealed class Trainer
{
    private readonly TrainingConfig _config;
    private readonly TrainingData _data;
    private readonly RunFolder? _folder;
    private readonly SavedTraining? _saved;
    private readonly RunProgress _history;
    private readonly int _phaseEnd;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Prepares a run.</summary>
    /// <param name="config">Configuration of the training.</param>
    /// <param name="data">The data set that the configuration names.</param>
    /// <param name="folder">Folder that results are written to; null on all ranks but the first, which write nothing.</param>
    /// <param name="saved">Training to go on with; null begins anew.</param>
    public Trainer(TrainingConfig config, TrainingData data, RunFolder? folder, SavedTraining? saved = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        _folder = folder;
        _saved = saved;
        _history = saved?.Progress ?? new RunProgress();
        _config = config.Validated().At(_history.NextEpoch).Validated();
        _phaseEnd = _config.Freeze is { } freeze && _history.NextEpoch < freeze.Epochs ? freeze.Epochs : _config.Epochs;
    }

    /// <summary>
    /// Ranks that train together, each on its part of every batch; null trains alone. They remain owned by the caller, and are on
    /// the configuration's device. All ranks have the same configuration and data.
    /// </summary>
    public ProcessGroup? Ranks { get; init => field = value.OfSeveral(); }

    /// <summary>Called once the network has been created.</summary>
    public Action<TrainingSession>? Started { get; init; }

    /// <summary>Receives the progress after each batch.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Receives the progress after each batch of a validation.</summary>
    public IProgress<ValidationProgress>? ValidationProgress { get; init; }

    /// <summary>Receives a line when training changes how it computes, as it does when memory runs out.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Receives each image that could not be read, which other ranks do not see; by default <see cref="Notice"/>.</summary>
    public Action<string>? Problem { get; init; }

    /// <summary>Called after each epoch, once it has been saved.</summary>
    public Action<EpochSummary>? EpochEnded { get; init; }

    /// <summary>Options of the command line by their names, kept in <c>opt.yaml</c> and the checkpoints.</summary>
    public CheckpointDictionary Options { get; init; } = new();

    /// <summary>Trains to the end, or until it is cancelled; the results so far are on disk after every epoch.</summary>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="NonFiniteLossException">The loss is no number any more.</exception>
    /// <exception cref="CollectiveException">A rank was lost, or did not come in time.</exception>
    public TrainingResult Run(CancellationToken cancellationToken = default)
    {
        if (_folder is null && Ranks is not { Rank: > 0 })
            throw new InvalidOperationException("Results need a folder.");
        _config.CheckBatch(Ranks?.WorldSize ?? 1);
        _config.At(_config.Epochs).CheckBatch(Ranks?.WorldSize ?? 1);
        if (_config.Hyperparameters.Augmentation.CopyPaste > 0 && _data.Train.Entries.All(entry => entry.Outlines is null))
            Notice?.Invoke("copy_paste: the labels are boxes, and only outlines are copied.");
        return RunPhase(cancellationToken)
            ?? new Trainer(_config, _data, _folder, SavedTraining.Read(PathOfLast()))
            {
                Ranks = Ranks,
                Progress = Progress,
                ValidationProgress = ValidationProgress,
                Notice = Notice,
                Problem = Problem,
                EpochEnded = EpochEnded,
                Options = Options,
            }.Run(cancellationToken);
    }

    // Null if the next phase follows.
    private TrainingResult? RunPhase(CancellationToken cancellationToken)
    {
        StartingWeights start = StartingWeights.Of(_config, _saved);
        CheckChannels(start.Description);
        DataLoader trainLoader = _data.TrainLoader(_config, start.Description.LargestStride, Ranks);
        TrainingSchedule schedule = new(
            _config.Hyperparameters, _config.Epochs, trainLoader.BatchCount, trainLoader.BatchSize, _config.NominalBatchSize, _config.CosineSchedule);
        using TrainingSession session = TrainingSession.Create(
            _config, _data.Description.ClassCount, schedule, _saved, _config.Sampling.AutoAnchor ? FitAnchors : null, start, Ranks);
        DataLoader validationLoader = _data.ValidationLoader(_config, session.Model.LargestStride, ranks: Ranks);
        RunPlots? plots = _config.Run.Plots && _folder is not null ? new RunPlots(_folder, _data) : null;
        TrainingLoop loop = new(session.Step, session.Optimizer.Groups, schedule, trainLoader)
        {
            Notice = Notice,
            MostBatches = _config.Run.MostBatches,
            BatchLoaded = plots is null ? null : plots.DrawBatch,
        };
        _saved?.Restore(session, loop);
        BeginPhase(loop, trainLoader);
        _folder?.WriteOptions(Options, _config.Hyperparameters);
        if (_saved is null)
            plots?.DrawLabels();
        Started?.Invoke(session);
        if (_saved is null && !_config.Run.SavesAtEndOnly)
            Save(session, loop, isBest: false, finished: false);

        RunEvents? events = _folder is null ? null : new RunEvents(_folder);
        bool hasEnded = false;
        for (int epoch = _history.NextEpoch; epoch < _phaseEnd && !hasEnded; epoch++)
        {
            if (_config.Sampling.ImageWeights)
                trainLoader.Weights = ImageWeights.Of(_data.Train.Entries, _history.ClassAp.Count > 0 ? [.. _history.ClassAp] : new double[_data.Description.ClassCount]);
            EpochResult trained = loop.Run(epoch, Progress, cancellationToken);
            Tell(trainLoader, _data.Train);
            RequireFinite(session, epoch);
            long step = ((long)epoch * trainLoader.BatchCount) + trained.Losses.Count;
            bool isLast = epoch + 1 == _config.Epochs || step >= _config.Run.MostBatches;
            Stopwatch evaluating = Stopwatch.StartNew();
            ValidationResult? validation = _config.Run.Validates(epoch, isLast) ? Validate(session, ref validationLoader, cancellationToken) : null;
            evaluating.Stop();
            Tell(validationLoader, _data.Validation);
            if (validation is not null)
                _history.ClassAp = ClassAp(validation);
            EpochFigures figures = EpochFigures.Of(epoch, trained, validation, session.Optimizer.Groups);
            bool isBest = _history.Add(figures);
            bool stalled = validation is not null && !isLast && _history.HasStalled(_config.Run.Patience);
            bool ends = isLast || stalled;
            Stopwatch saving = Stopwatch.StartNew();
            _folder?.WriteResults(_history.Epochs);
            events?.Add(figures);
            if (ends || !_config.Run.SavesAtEndOnly || epoch + 1 == _phaseEnd)
                Save(session, loop, isBest || (ends && _config.Run.SavesAtEndOnly), ends);
            EpochEnded?.Invoke(new EpochSummary(epoch, _config.Epochs, trained, validation) { EvaluationTime = validation is null ? TimeSpan.Zero : evaluating.Elapsed, SavingTime = saving.Elapsed });
            if (stalled)
                Notice?.Invoke($"No better fitness in {_config.Run.Patience} epochs: training ends early. Best: epoch {_history.Best!.Epoch + 1}.");
            hasEnded = ends;
        }

        trainLoader.EndWorkers();

        // The others may leave while rank 0 draws, but not before all ranks have what they need of each other.
        Ranks?.Barrier();
        if (!hasEnded && _phaseEnd < _config.Epochs)
            return null;
        plots?.DrawResults(_history.Epochs);
        if (plots is not null && !_config.Run.ValidatesNever)
            DrawValidation(plots, validationLoader, cancellationToken);
        return new TrainingResult(_config.Run.SavesAtEndOnly ? _history.Epochs[^1] : _history.Best!, _history.Epochs[^1], _folder?.Best ?? "", _folder?.Last ?? "");
    }

    // The second phase has other batches, and so another number of them: gradients of the first are not added to its own.
    private void BeginPhase(TrainingLoop loop, DataLoader loader)
    {
        if (_config.Freeze is not { } freeze || _history.NextEpoch != freeze.Epochs)
            return;
        loop.LastStep = ((long)freeze.Epochs * loader.BatchCount) - 1;
        Notice?.Invoke($"Epoch {freeze.Epochs + 1}: all layers are trained now, with batches of {freeze.BatchSize}.");
    }

    // All ranks go on from the file of the first.
    private string PathOfLast() => Ranks is null ? _folder!.Last
        : System.Text.Encoding.UTF8.GetString(Ranks.AllGather(System.Text.Encoding.UTF8.GetBytes(_folder?.Last ?? ""))[0]);

    // Data and configuration agree on the cameras, or the figures of the pairs would be those of other samples.
    private void CheckChannels(ModelDescription network)
    {
        if (_data.Train.Pairs?.Options != _config.Pairs)
            throw new InvalidInputException($"{_config.Data}: the training takes {(_config.Pairs is null ? "images of one camera, the data has frames of two" : "frames of two cameras, the data has images of one, or was paired with other options")}.");
        network.RequireChannels(_config.Channels);
    }

    private void Save(TrainingSession session, TrainingLoop loop, bool isBest, bool finished)
    {
        if (_folder is null && session.Zero is null)
        {
            // All ranks have the same weights and optimizer; only the random states are gathered.
            _ = SavedRandomStates.Of(session.Step);
            return;
        }

        CheckpointDictionary state = SavedTraining.Of(session, loop, _history, _data.Description.Names, Options, finished);
        int epoch = _history.NextEpoch - 1;
        _folder?.Save(state, isBest, epoch >= 0 && _config.Run.Keeps(epoch) ? epoch : null, finished);
    }

    // A step can overflow after the last loss of an epoch: its weights must not replace good ones.
    private static void RequireFinite(TrainingSession session, int epoch)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable noGrad = torch.no_grad();
        foreach ((string name, torch.Tensor value) in session.Ema.Model.State())
        {
            if (value.is_floating_point() && !value.isfinite().all().item<bool>())
                throw new NonFiniteLossException(epoch, name);
        }
    }

    // The pictures and curves are those of the best weights, as in the reference.
    private void DrawValidation(RunPlots plots, DataLoader loader, CancellationToken cancellationToken)
    {
        using DetectionModel best = ModelWeights.Restore(Checkpoint.Read(_folder!.Best));
        if (Ranks is not null)
            loader = _data.ValidationLoader(_config, best.LargestStride, loader.BatchSize);
        torch.Device device = torch.device(_config.Device);
        if (device.type != DeviceType.CPU)
            best.to(device);
        ValidationResult result = Validate(best, ref loader, plots.Begin, null, cancellationToken);
        plots.DrawValidation(result.Metrics);
    }

    private ValidationResult Validate(TrainingSession session, ref DataLoader loader, CancellationToken cancellationToken)
    {
        Models.Detect head = session.Model.Head;
        ValidationOptions options = new() { Loss = _config.Hyperparameters.Scaled(head.Levels, head.ClassCount, _config.ImageSize) };
        return Validate(session.Ema.Model, ref loader, () => options, Ranks, cancellationToken);
    }

    // Files that the scan found fault with are known already.
    private void Tell(DataLoader loader, DatasetScan scan)
    {
        foreach (DatasetProblem problem in loader.Problems.Where(problem => scan.Problems.All(known => known.File != problem.File)))
        {
            if (_told.Add(problem.File))
                (Problem ?? Notice)?.Invoke(problem.ToString());
        }
    }

    private void FitAnchors(DetectionModel model) =>
        AutoAnchor.Check(model, _data.Train.Entries, _config.ImageSize, _config.Hyperparameters.AnchorThreshold, _config.Seed, Notice);

    private double[] ClassAp(ValidationResult validation)
    {
        double[] ap = new double[_data.Description.ClassCount];
        foreach (ClassMetrics each in validation.Metrics.Classes)
            ap[each.Class] = each.Ap50To95;
        return ap;
    }

    // Batches are twice those of training, as in the reference, and need memory of their own.
    private ValidationResult Validate(DetectionModel model, ref DataLoader loader, Func<ValidationOptions> begin, ProcessGroup? ranks, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return Validator.Run(model, loader, begin(), ValidationProgress, ranks, cancellationToken);
            }
            catch (Exception exception) when (ranks is not null && DeviceMemory.IsOutOfMemory(exception))
            {
                throw new InvalidInputException($"Out of memory in validation on rank {ranks.Rank}, batch {loader.BatchSize}: {DeviceMemory.Message(exception).TrimEnd('.')}. Use a smaller --batch-size or --imgsz.", exception);
            }
            catch (Exception exception) when (loader.BatchSize > 1 && DeviceMemory.IsOutOfMemory(exception))
            {
                Notice?.Invoke($"Out of memory in validation: batch {loader.BatchSize} -> {(loader.BatchSize + 1) / 2}.");
            }

            DeviceMemory.FreeUnreferenced();
            DeviceMemory.EmptyCache(model.Device());
            loader = _data.ValidationLoader(_config, model.LargestStride, (loader.BatchSize + 1) / 2);
        }
    }
}
