using System.Diagnostics;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Training;
using Yolov5.Validation;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary>Measures a training as it goes: memory and time of iterations, accuracy after each epoch.</summary>
/// <param name="device">Device that is trained on.</param>
/// <param name="shown">Receives each report.</param>
internal sealed class ExperimentMeter(torch.Device device, IProgress<TrainingProgress> shown) : IProgress<TrainingProgress>
{
    private const double GiB = 1L << 30;

    private readonly Stopwatch _total = Stopwatch.StartNew();
    private long _last;
    private double _seconds;
    private long _timed;
    private long _iterations;
    private long _images;
    private double _trained;
    private long _allocated;
    private long _reserved;
    private DetectionMetrics? _final;
    private double? _best;

    /// <summary>Forgets the peaks up to now: those of making the network, or of a validation.</summary>
    public void Begin() => DeviceMemory.ResetPeak(device);

    /// <summary>A batch was trained. The loss has been read from the device by then, so that the step is over.</summary>
    public void Report(TrainingProgress value)
    {
        long now = Stopwatch.GetTimestamp();
        if (value.Batch > 1)
        {
            _seconds += Stopwatch.GetElapsedTime(_last, now).TotalSeconds;
            _timed++;
        }

        _iterations++;
        DeviceMemoryStatistics memory = DeviceMemory.Statistics(device);
        _allocated = Math.Max(_allocated, memory.PeakAllocated);
        _reserved = Math.Max(_reserved, memory.PeakReserved);
        shown.Report(value);
        _last = Stopwatch.GetTimestamp();
    }

    /// <summary>An epoch was trained and validated.</summary>
    public void EndEpoch(EpochSummary epoch)
    {
        _images += epoch.Training.Images;
        _trained += epoch.Training.Elapsed.TotalSeconds;
        if (epoch.Validation is { Metrics: { } metrics })
        {
            _final = metrics;
            _best = Math.Max(_best ?? 0, metrics.Map50);
        }

        Begin();
    }

    /// <summary>Adds the figures to a result.</summary>
    public ExperimentResult Complete(ExperimentResult result) => result with
    {
        PeakMemory = _iterations == 0 ? null : _allocated / GiB,
        PeakReserved = _iterations == 0 ? null : _reserved / GiB,
        AvgIterTimeS = _timed > 0 ? _seconds / _timed : _trained > 0 ? _trained / _iterations : null,
        ImagesPerS = _trained > 0 ? _images / _trained : null,
        Iterations = _iterations,
        TotalTimeS = _total.Elapsed.TotalSeconds,
        FinalMap = _final?.Map50 * 100,
        FinalMap50To95 = _final?.Map50To95 * 100,
        BestMap = _best * 100,
    };
}
