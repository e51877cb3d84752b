using System.Diagnostics;
using System.Globalization;
using Benchmarks.Measurement;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Epochs;

/// <summary>Measures the parts of a training alone: the loader without a step, and the step without the loader.</summary>
internal sealed class PartMeasurement(TrainingConfig config, TrainingData data, ThrottledReader reader) : IDisposable
{
    private const int WarmupSteps = 2;

    private TrainingSession? _session;
    private Tensor? _images;
    private float[] _targets = [];

    /// <summary>Runs <c>load WORKERS PREFETCH CACHING BATCHES</c> or <c>step COUNT</c>.</summary>
    public RateRecord Run(string line) => line.Split(' ') switch
    {
        ["load", var workers, var prefetch, var caching, var batches] => Load(Number(workers), Number(prefetch), Enum.Parse<ImageCaching>(caching), Number(batches)),
        ["step", var count] => Step(Number(count)),
        _ => throw new InvalidInputException($"'{line}' cannot be measured."),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _images?.Dispose();
        _session?.Dispose();
    }

    // The first batch is the one that is waited for while nothing is made ahead. A loader that has run is as it is after the first epoch.
    private RateRecord Load(int workers, int prefetch, ImageCaching caching, int batches)
    {
        DataLoader loader = data.TrainLoader(config with { Workers = workers, Prefetch = prefetch, Cache = caching });
        int epoch = 0;
        if (caching != ImageCaching.None)
        {
            reader.IsPaused = true;
            foreach (Batch batch in loader.Epoch(epoch++))
                batch.Dispose();
            reader.IsPaused = false;
        }

        List<double> seconds = [];
        TimeSpan cpu = TimeSpan.Zero;
        while (seconds.Count < batches)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            int counted = seconds.Count;
            foreach (Batch batch in loader.Epoch(epoch++))
            {
                batch.Dispose();
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                start = Stopwatch.GetTimestamp();
                if (seconds.Count == batches)
                    break;
            }

            cpu += Environment.CpuUsage.TotalTime - before;
            if (seconds.Count == counted)
                throw new InvalidInputException("The loader gives no batch.");
        }

        return new RateRecord(seconds, cpu.TotalSeconds / seconds.Count, loader.BatchSize);
    }

    private RateRecord Step(int count)
    {
        try
        {
            if (_session is null)
            {
                _session = TrainingSession.Create(config, data.Description.ClassCount);
                (_images, _targets) = TrainingCase.FirstBatch(data, config);
                for (int i = 0; i < WarmupSteps; i++)
                    Step();
            }

            List<double> seconds = [];
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < count; i++)
            {
                long start = Stopwatch.GetTimestamp();
                Step();
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return new RateRecord(seconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds / count, config.BatchSize);
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            return new RateRecord([], 0, config.BatchSize, OutOfMemory: true);
        }
    }

    private void Step()
    {
        using Tensor items = _session!.Step.Run(_images!, _targets);
        _session.Step.Synchronize();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
