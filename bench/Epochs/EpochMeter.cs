using System.Diagnostics;
using Monitoring;
using Schemes;
using TorchSharp;
using Yolov5.Training;
using Yolov5.Validation;

namespace Benchmarks.Epochs;

/// <summary>Reads what an epoch took, and the use of the device while it trained.</summary>
internal sealed class EpochMeter : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly IDeviceMonitor? _monitor;
    private readonly CoreContention _contention = new(Environment.ProcessorCount);
    private readonly List<double> _readings = [];
    private TimeSpan _cpu, _cpuOfTraining;
    private long _began, _lastReading;
    private TimeSpan _training;

    /// <summary>Watches a device.</summary>
    public EpochMeter(string device) => _monitor = device == "cpu" ? null : DeviceMonitors.Open(TorchDevices.BusId(torch.device(device)));

    /// <summary>Notes that an epoch begins.</summary>
    public void Begin()
    {
        _readings.Clear();
        _ = _contention.Read();
        _cpu = Environment.CpuUsage.TotalTime;
        _began = _lastReading = Stopwatch.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        _cpuOfTraining = Environment.CpuUsage.TotalTime - _cpu;
        _training = Stopwatch.GetElapsedTime(_began);
        if (_monitor is null || Stopwatch.GetElapsedTime(_lastReading) < Interval)
            return;
        _lastReading = Stopwatch.GetTimestamp();
        if (_monitor.Read().Utilization is { } utilisation)
            _readings.Add(utilisation);
    }

    /// <summary>The figures of the epoch that ended.</summary>
    public EpochRecord End(EpochSummary epoch)
    {
        EpochResult trained = epoch.Training;
        ValidationResult? validation = epoch.Validation;
        return new EpochRecord
        {
            Images = (int)trained.Images,
            ValidationImages = validation?.Images ?? 0,
            Batches = trained.Losses.Count,
            Waiting = trained.Waiting.TotalSeconds,
            FirstBatch = trained.FirstBatch.TotalSeconds,
            Steps = (trained.Elapsed - trained.Waiting).TotalSeconds,
            Evaluation = epoch.EvaluationTime.TotalSeconds,
            EvaluationComputing = validation is null ? 0
                : validation.Images * (validation.PreprocessMilliseconds + validation.InferenceMilliseconds + validation.SuppressionMilliseconds) / 1000,
            Saving = epoch.SavingTime.TotalSeconds,
            Utilisation = _monitor is null ? OfCores() : _readings.Count > 0 ? _readings.Average() : null,
            OnCores = _monitor is null,
            MicroBatchSize = trained.MicroBatchSize,
            PeakResidentBytes = Process.GetCurrentProcess().PeakWorkingSet64,
        };
    }

    // What other programs take is not there to be used.
    private double OfCores()
    {
        double own = _cpuOfTraining / _training / Environment.ProcessorCount;
        return Math.Min(1, own / Math.Max(Math.Min(1, own), 1 - (_contention.Read() ?? 0)));
    }

    /// <inheritdoc/>
    public void Dispose() => _monitor?.Dispose();
}
