using System.Globalization;
using Schemes;
using Yolov5.Models;
using Yolov5.Training;

namespace Yolov5.Sizing;

/// <summary>Recommends a configuration for this machine by measuring it.</summary>
internal sealed class RecommendedTraining(IStepProbe probe, Action<string>? notice, CancellationToken cancellationToken)
{
    // Mixed precision has to be worth its rounding: a CPU without bfloat16 arithmetic computes slower in it.
    private const double WorthIt = 0.95;
    private const int TrialBatch = 4;

    public TrainingConfig Recommend(TrainingConfig config, TrainingPreset preset, SizingOptions options)
    {
        int cores = Environment.ProcessorCount;
        config = preset switch
        {
            TrainingPreset.HighPerformance => config with { Workers = Math.Min(cores, 16), Scheme = FastestOf(config, options) },
            TrainingPreset.Conservative => config with { Workers = Math.Max(1, cores / 2), Scheme = SchemeCatalog.Baseline },
            _ => config with { Workers = Math.Min(cores, 8), Scheme = FastestOf(config, options) },
        };
        options = options with
        {
            Fraction = preset switch { TrainingPreset.HighPerformance => 0.9, TrainingPreset.Conservative => 0.6, _ => AutoBatch.DefaultFraction },
            MostImages = preset == TrainingPreset.HighPerformance ? options.MostImages : Math.Min(options.MostImages, config.NominalBatchSize),
        };
        return config with { BatchSize = AutoBatch.Largest(config, options, probe, notice, cancellationToken) };
    }

    /// <summary>Checks that the model can be loaded, and returns its name.</summary>
    public static string Checked(string model)
    {
        ModelDescription.Load(model);
        return model;
    }

    // On CUDA the matrix units are made for mixed precision, and a small trial would only time kernel launches.
    private Scheme FastestOf(TrainingConfig config, SizingOptions options)
    {
        if (config.Device != "cpu")
            return SchemeCatalog.MixedPrecision;
        notice?.Invoke($"Trying float32 and mixed precision at batch {TrialBatch}:");
        double? plain = Seconds(config, SchemeCatalog.Fused, options);
        double? mixed = Seconds(config, SchemeCatalog.AmpFusedChannelsLast, options);
        notice?.Invoke($"  {Described(plain)} and {Described(mixed)} a step");
        return mixed < plain * WorthIt || (plain is null && mixed is not null) ? SchemeCatalog.AmpFusedChannelsLast : SchemeCatalog.Fused;
    }

    private static string Described(double? seconds) =>
        seconds is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:F3} s") : "out of memory";

    private double? Seconds(TrainingConfig config, Scheme scheme, SizingOptions options)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return probe.Run(
            new ProbeRequest
            {
                Config = config with { Scheme = scheme, BatchSize = TrialBatch },
                ClassCount = options.ClassCount,
                LabelsPerImage = options.LabelsPerImage,
                Threads = options.Threads,
                MemoryBudget = options.MemoryBudget,
            },
            cancellationToken).StepSeconds;
    }
}
