using Reports.Model;

namespace Reports.Tests;

/// <summary>Made-up runs with the shape of real ones: noise, spikes, drift, an out-of-memory case, a diverging loss.</summary>
internal static class SampleRuns
{
    private const double MiB = 1024 * 1024;

    private static readonly (string Id, string Name, string Method, string Precision, int Checkpoint, int Zero, double Time, double Slope, double Base, double Map)[] Schemes =
    [
        ("baseline", "Baseline", "Baseline", "fp32", 0, 0, 1.0, 980, 240, 0.462),
        ("mixed_precision", "AMP", "Amp", "fp16", 0, 0, 0.71, 540, 250, 0.459),
        ("gradient_checkpoint", "Checkpoint", "Checkpoint", "fp32", 4, 0, 1.27, 610, 240, 0.463),
        ("mixed_optimization", "AMP + checkpoint", "AmpCheckpoint", "fp16", 4, 0, 0.93, 330, 250, 0.458),
        ("zero3", "ZeRO-3", "Zero3", "fp16", 0, 3, 0.98, 540, 190, 0.457),
        ("ablation", "AMP + checkpoint every 2", "AmpCheckpointEvery2", "fp16", 2, 0, 0.96, 350, 250, 0.460),
        ("channels_last", "Channels-last", "ChannelsLast", "fp32", 0, 0, 0.9, 980, 240, 0.461),
        ("fused", "Fused", "Fused", "fp32", 0, 0, 0.95, 900, 245, 0.462),
        ("amp_fused", "AMP + fused", "AmpFused", "fp16", 0, 0, 0.62, 480, 250, 0.459),
    ];

    public static BenchmarkRun Typical(int seed = 1, string runId = "20250301-142233", int iterations = 30)
    {
        Random random = new(seed);
        List<CaseResult> cases = [];
        foreach (var scheme in Schemes)
        {
            foreach (int batch in new[] { 4, 8, 16, 32 })
                cases.Add(Case(scheme, batch, random, iterations));
        }

        return Run(runId, cases);
    }

    public static BenchmarkRun Run(string runId, IReadOnlyList<CaseResult> cases) => new()
    {
        RunId = runId,
        StartedUtc = new DateTimeOffset(2025, 3, 1, 14, 22, 33, TimeSpan.Zero),
        CommandLine = "./bench.sh --filter '*TrainingStep*' --model s --imgsz 640",
        Environment = new RunEnvironment
        {
            LibtorchVersion = "2.6.0",
            DeviceName = "NVIDIA Sample 24GB",
            DeviceKind = "cuda",
            DeviceTotalBytes = 24L << 30,
            Driver = "550.54.15",
            CpuModel = "Sample CPU @ 2.60GHz",
            Threads = 8,
            OperatingSystem = "Debian GNU/Linux 12",
            DotnetVersion = "10.0.0",
            BenchmarkdotnetVersion = "0.14.0",
            Commit = "0123456789abcdef0123456789abcdef01234567",
            CommitDirty = false,
        },
        Workload = new Workload
        {
            Model = "yolov5s",
            Imgsz = 640,
            Dataset = "default",
            DatasetHash = "sha256:5d41402abc4b2a76b9719d911017c592",
            Weights = "warm start",
            WeightsHash = "sha256:7d793037a0760186",
        },
        Cases = cases,
    };

    public static CaseResult Simple(string scheme, int batch, IReadOnlyList<double> times, long? peak = null, double? map = null) => new()
    {
        Benchmark = "TrainingStepBenchmarks." + scheme,
        Scheme = new SchemeDescription { Id = scheme },
        BatchSize = batch,
        Status = CaseStatus.Ok,
        IterationTimesSeconds = times,
        WarmupCount = 3,
        Statistics = TimeStatistics.Of(times),
        ImagesPerSecond = times.Count == 0 ? null : batch / times.Average(),
        PeakAllocatedBytes = peak,
        Accuracy = map is double m ? new AccuracyResult { Map50 = m } : null,
    };

    /// <summary>Times in seconds around a median: log-normal noise, now and then a spike, and a slow drift.</summary>
    public static double[] Times(Random random, double median, int count, double noise = 0.015)
    {
        double drift = (random.NextDouble() - 0.5) * noise;
        double[] times = new double[count];
        for (int i = 0; i < count; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            double spike = random.NextDouble() < 0.03 ? 1 + (random.NextDouble() * 0.15) : 1;
            times[i] = median * Math.Exp(noise * normal) * spike * (1 + (drift * i / count));
        }

        return times;
    }

    private static CaseResult Case(
        (string Id, string Name, string Method, string Precision, int Checkpoint, int Zero, double Time, double Slope, double Base, double Map) scheme,
        int batch, Random random, int iterations)
    {
        long peak = (long)((scheme.Base + (scheme.Slope * batch)) * MiB);
        CaseResult item = new()
        {
            Benchmark = "TrainingStepBenchmarks." + scheme.Method,
            Scheme = new SchemeDescription
            {
                Id = scheme.Id,
                Name = scheme.Name,
                Precision = scheme.Precision,
                CheckpointInterval = scheme.Checkpoint,
                ZeroStage = scheme.Zero,
                MemoryFormat = "contiguous",
                Fused = scheme.Id.Contains("fused", StringComparison.Ordinal),
            },
            BatchSize = batch,
            Status = CaseStatus.Ok,
            WarmupCount = 3,
        };
        if (peak > 24 * 1024 * MiB)
            return item with { Status = CaseStatus.OutOfMemory, Message = "CUDA out of memory. Tried to allocate 400.00 MiB" };

        double[] times = Times(random, scheme.Time * (0.02 + (0.0125 * batch)), iterations);
        double map = scheme.Map + ((random.NextDouble() - 0.5) * 0.01);
        return item with
        {
            IterationTimesSeconds = times,
            IterationsPerProcess = iterations < 3 ? null : [iterations / 3, iterations / 3, iterations - (2 * (iterations / 3))],
            Statistics = TimeStatistics.Of(times),
            ImagesPerSecond = batch / times.Average(),
            PeakAllocatedBytes = peak,
            PeakReservedBytes = (long)(peak * 1.12),
            LossScale = scheme.Precision == "fp16" ? 65536 : null,
            SkippedSteps = scheme.Precision == "fp16" ? 2 : null,
            MeanUtilization = 0.91 + (random.NextDouble() * 0.08),
            ManagedAllocatedBytes = 52_000 + random.Next(1000),
            Accuracy = new AccuracyResult
            {
                Map50 = map,
                Map50To95 = map * 0.61,
                Precision = 0.61,
                Recall = 0.47,
                Epochs = 1,
                Passes = [new() { Seed = 0, Map50 = map - 0.004 }, new() { Seed = 1, Map50 = map + 0.004 }],
                LossCurve = [.. Enumerable.Range(0, 64).Select(i => new LossPoint
                {
                    Iteration = i,
                    Total = i == 40 && scheme.Id == "zero3" ? double.NaN : 0.9 + (1.4 * Math.Exp(-i / 14.0)) + (0.2 * random.NextDouble()),
                })],
                TrainSeconds = 31.5,
                ValidationSeconds = 4.2,
            },
            MemoryTimeline = Timeline(peak, times[0], scheme.Checkpoint, random),
        };
    }

    private static MemoryTimeline Timeline(long peak, double step, int checkpoint, Random random)
    {
        double ground = peak * 0.14;
        List<MemoryPoint> points = [];
        void Phase(string name, double from, double to, Func<double, double> bytes)
        {
            const int N = 60;
            for (int i = 0; i < N; i++)
            {
                double t = from + ((to - from) * i / N);
                points.Add(new MemoryPoint { TSeconds = t * step, AllocatedBytes = (long)bytes((double)i / N), Phase = name });
            }
        }

        double top = peak * (checkpoint > 0 ? 0.72 : 0.96);
        Phase("forward", 0, 0.32, x => ground + ((top - ground) * Math.Pow(x, 0.7)) + (random.NextDouble() * peak * 0.02));
        Phase("loss", 0.32, 0.36, x => top + ((peak - top) * x));
        Phase("backward", 0.36, 0.92, x => peak - ((peak - ground) * Math.Pow(x, 0.8)) + (checkpoint > 0 ? Math.Abs(Math.Sin(x * 20)) * peak * 0.12 * (1 - x) : 0) - (peak * 0.02));
        Phase("optimizer", 0.92, 1, x => ground * (1 + (0.1 * x)));
        points[60 + 59] = points[60 + 59] with { AllocatedBytes = peak };
        return new MemoryTimeline
        {
            Points = points,
            PeakModule = "model.24 (Detect)",
            PeakPhase = "loss",
            Activations = [.. Enumerable.Range(0, 25).Select(i => new ModuleActivation { Index = i, Module = i % 3 == 0 ? "C3" : "Conv", Bytes = (long)(peak * 0.1 / (i + 1)) })],
        };
    }
}
