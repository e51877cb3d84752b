using System.Globalization;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using Reports.Model;
using Schemes;
using TorchSharp;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Benchmarks.Commands.Sweep;

/// <summary>A sweep: the search for the largest batch for each network and scheme.</summary>
internal sealed class SweepRun(SweepOptions options, IStepProbe probe, TextWriter progress)
{
    private readonly List<SweepSeries> _series = [];
    private readonly List<BatchTrial> _present = [];
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private ProbeResult? _first;

    /// <summary>Runs the sweep to the end, or until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled; <see cref="Result"/> returns the finished part.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        (string Model, Scheme Scheme)[] all = [.. from model in options.Models from scheme in options.Schemes select (model, scheme)];
        for (int i = 0; i < all.Length; i++)
        {
            (string model, Scheme scheme) = all[i];
            progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{i + 1}/{all.Length}] yolov5{model} {options.ImageSize} {scheme.Id}"));
            _present.Clear();
            BatchSizing sizing = new(ConfigOf(model, scheme), options.Sizing, probe) { Trying = Announce, Tried = Note };
            try
            {
                BatchChoice choice = sizing.Run(cancellationToken);
                _series.Add(Series(model, scheme, choice));
            }
            catch (OperationCanceledException) when (_present.Count > 0)
            {
                // After a cancellation the sizes that were tried are kept, without calling one of them the largest that fits.
                _series.Add(Series(model, scheme, new BatchChoice([.. _present], null, null, Limit)));
                throw;
            }
        }
    }

    /// <summary>Returns the findings so far, or null if there are none.</summary>
    public SweepResult? Result(string commandLine) => _first is null || _series.Count == 0 ? null : new SweepResult
    {
        StartedUtc = _started,
        CommandLine = commandLine,
        Environment = EnvironmentFacts.Of(options.Device, options.Sizing.Threads, options.Sizing.MemoryBudget),
        Mode = options.Sizing.Mode == ProbeMode.Training ? "training" : "inference",
        Fraction = options.Sizing.Fraction,
        TotalBytes = _first.TotalBytes,
        AvailableBytes = _first.AvailableBytes,
        Series = _series,
    };

    private long Limit => _first is null ? 0 : Math.Min((long)(options.Sizing.Fraction * _first.TotalBytes), _first.AvailableBytes);

    private TrainingConfig ConfigOf(string model, Scheme scheme) => new()
    {
        Model = model,
        Data = "",
        ImageSize = options.ImageSize,
        BatchSize = 1,
        Device = options.Device,
        Scheme = scheme,
    };

    private void Announce(int batchSize, long? predicted) => progress.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"  batch {batchSize}{(predicted is null ? "" : $", {Mebibytes(predicted.Value)} expected")} ..."));

    private void Note(BatchTrial trial)
    {
        _first ??= trial.Result;
        _present.Add(trial);
        progress.WriteLine(trial.Result.PeakAllocatedBytes is { } peak
            ? string.Create(CultureInfo.InvariantCulture, $"    {Mebibytes(peak)}, {trial.Result.StepSeconds:F3} s, {trial.ImagesPerSecond:F1} images/s")
            : $"    {trial.Result.Message}");
    }

    private SweepSeries Series(string model, Scheme scheme, BatchChoice choice) => new()
    {
        Model = "yolov5" + model,
        Imgsz = options.ImageSize,
        Scheme = SchemeDescriptions.Of(scheme, torch.device(options.Device)),
        FitInterceptBytes = choice.Line?.Intercept,
        FitBytesPerImage = choice.Line?.BytesPerImage,
        RecommendedBatch = choice.BatchSize,
        Probes = [.. choice.Trials.OrderBy(trial => trial.BatchSize).Select(trial => Probe(trial, choice))],
    };

    private SweepProbe Probe(BatchTrial trial, BatchChoice choice) => new()
    {
        BatchSize = trial.BatchSize,
        Status = trial.Result.Status switch
        {
            ProbeStatus.Completed => CaseStatus.Ok,
            ProbeStatus.OutOfMemory => CaseStatus.OutOfMemory,
            _ => CaseStatus.Failed,
        },
        Message = trial.Result.Message,
        StepSeconds = trial.Result.StepSeconds,
        ImagesPerSecond = trial.ImagesPerSecond,
        PeakAllocatedBytes = trial.Result.PeakAllocatedBytes,
        PredictedPeakBytes = trial.PredictedPeakBytes,
        Verdicts = choice.BatchSize is null && options.Sizing.Only.Count == 0 ? [] : SweepVerdicts.Of(trial, choice, searched: options.Sizing.Only.Count == 0),
    };

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):F0} MiB");
}
