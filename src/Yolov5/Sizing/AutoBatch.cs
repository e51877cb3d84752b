using System.Globalization;
using Yolov5.Data;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Yolov5.Sizing;

/// <summary>The batch size that a machine can take, for <c>batch_size = -1</c>.</summary>
public static class AutoBatch
{
    /// <summary>The batch size that requests this search.</summary>
    public const int Requested = -1;

    /// <summary>Share of the memory that tensors may take by default.</summary>
    public const double DefaultFraction = 0.8;

    /// <summary>The configuration with the largest batch that fits, found by steps with as many labels as the data can contain.</summary>
    /// <param name="config">The configuration; its batch size is ignored.</param>
    /// <param name="data">Its data.</param>
    /// <param name="memoryBudget">Bytes that CPU tensors may take; 0 without a bound.</param>
    /// <param name="probe">Probe that runs the steps; null for <see cref="Probe"/>.</param>
    /// <param name="notice">Receives messages on the progress, one line each.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <exception cref="InvalidInputException">Not even a single image fits.</exception>
    public static TrainingConfig Resolve(
        TrainingConfig config, TrainingData data, long memoryBudget = 0, IStepProbe? probe = null, Action<string>? notice = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(data);
        SizingOptions options = OptionsFor(data, config.Hyperparameters, memoryBudget);
        return config with { BatchSize = Largest(config, options, probe ?? Probe, notice, cancellationToken) };
    }

    /// <summary>Reads from a data set the options of the steps that are tried: its classes, the most labels of an image, its size.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="hyp">Hyperparameters, which say whether images are made of four.</param>
    /// <param name="memoryBudget">Bytes that CPU tensors may take; 0 without a bound.</param>
    public static SizingOptions OptionsFor(TrainingData data, Hyperparameters hyp, long memoryBudget = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(hyp);
        return new SizingOptions
        {
            Fraction = DefaultFraction,
            ClassCount = data.Description.ClassCount,
            LabelsPerImage = MostLabels([.. data.Train.Entries.Select(entry => entry.Labels.Count)], hyp.Augmentation.Mosaic > 0),
            MemoryBudget = memoryBudget,
            MostImages = Math.Max(1, data.Train.Entries.Count),
        };
    }

    /// <summary>This program in fresh processes if it can be its own probe, else steps within this process.</summary>
    public static IStepProbe Probe => (IStepProbe?)ProcessProbe.OfThisProgram() ?? new InProcessProbe();

    /// <summary>The most labels to expect of a training image.</summary>
    /// <param name="counts">Labels of each image of the data set.</param>
    /// <param name="mosaic">
    /// True if a training image is made of four: their labels together are as many as four times the mean and six standard
    /// deviations more, or four times the most if that is less.
    /// </param>
    internal static int MostLabels(IReadOnlyList<int> counts, bool mosaic)
    {
        if (counts.Count == 0)
            return ProbeRequest.CrowdedImage;
        int most = Math.Max(1, counts.Max());
        if (!mosaic)
            return most;
        double mean = counts.Average();
        double deviation = Math.Sqrt(counts.Average(count => (count - mean) * (count - mean)));
        return Math.Max(most, (int)Math.Ceiling(Math.Min(4.0 * most, (4 * mean) + (6 * 2 * deviation))));
    }

    internal static int Largest(TrainingConfig config, SizingOptions options, IStepProbe probe, Action<string>? notice, CancellationToken cancellationToken)
    {
        notice?.Invoke(string.Create(CultureInfo.InvariantCulture, $"Looking for the largest batch of {config.Model} at {config.ImageSize}, {config.Scheme.Id}, within {options.Fraction:P0} of {config.Device}'s memory:"));
        BatchSizing sizing = new(config, options, probe) { Tried = trial => notice?.Invoke("  " + Describe(trial)) };
        BatchChoice choice = sizing.Run(cancellationToken);
        if (choice.BatchSize is not { } size)
        {
            throw new InvalidInputException(
                $"Not even one image of {config.ImageSize} pixels fits into {Mebibytes(choice.LimitBytes)} with {config.Model} and scheme {config.Scheme.Id}: use a smaller model or image size.");
        }

        notice?.Invoke($"Batch size {size}: {Mebibytes(choice.Chosen!.Result.PeakAllocatedBytes!.Value)} of {Mebibytes(choice.LimitBytes)}, tried.");
        return size;
    }

    /// <summary>A trial in one line.</summary>
    internal static string Describe(BatchTrial trial)
    {
        string predicted = trial.PredictedPeakBytes is { } bytes ? $" (predicted {Mebibytes(bytes)})" : "";
        return trial.Result.PeakAllocatedBytes is { } peak
            ? string.Create(CultureInfo.InvariantCulture, $"batch {trial.BatchSize}: {Mebibytes(peak)}{predicted}, {trial.Result.StepSeconds:F3} s a step, {trial.ImagesPerSecond:F1} images/s")
            : $"batch {trial.BatchSize}: {(trial.Result.Status == ProbeStatus.OutOfMemory ? "out of memory" : "failed")}{predicted}: {trial.Result.Message}";
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):F0} MiB");
}
