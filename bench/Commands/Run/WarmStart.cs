using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Benchmarks.Measurement;
using Schemes;
using Spectre.Console;
using TorchSharp;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Training;
using Yolov5.Validation;
using Yolov5.Weights;

namespace Benchmarks.Commands.Run;

/// <summary>
/// The weights that every accuracy pass starts from: trained once on the data set, kept by a hash of everything they
/// depend on.
/// </summary>
internal static class WarmStart
{
    // Increased whenever the settings below would train other weights.
    private const int Recipe = 3;

    // A small set of small images: optimizer steps of few images, a short warm-up. Most epochs use images of half the size, which take less
    // than half of the time; the last ones bring what was learned to the full size.
    private const int BatchSize = 8;
    private const int HalfSizeEpochs = 22;
    private const int FullSizeEpochs = 5;
    private const int Epochs = HalfSizeEpochs + FullSizeEpochs;
    private const int WarmupIterations = 48;

    /// <summary>The path of the weights, which are trained now if they do not exist.</summary>
    /// <param name="options">Network, image size and data set; the weights to begin with, if there are any.</param>
    /// <param name="data">The data set.</param>
    /// <param name="dataHash">Its hash.</param>
    /// <param name="folder">Folder of the warm starts.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    public static string Ensure(SuiteOptions options, TrainingData data, string dataHash, string folder, CancellationToken cancellationToken = default)
    {
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{Recipe} {options.Model} {options.ImageSize} {dataHash}{(options.Weights is { } weights ? $" {FileHash.Of(weights)}" : "")}")))[..16];
        string path = Path.Combine(folder, $"yolov5{options.Model}-{options.ImageSize}-{key}.pt");
        if (!File.Exists(path))
            Train(options, data, path, cancellationToken);
        return path;
    }

    private static void Train(SuiteOptions options, TrainingData data, string path, CancellationToken cancellationToken)
    {
        Stopwatch watch = Stopwatch.StartNew();
        torch.set_num_threads(options.Threads);
        TrainingConfig config = new()
        {
            Model = options.Model,
            Data = options.Data,
            Weights = options.Weights,
            ImageSize = options.ImageSize,
            BatchSize = BatchSize,
            NominalBatchSize = BatchSize,
            Epochs = Epochs,
            Device = options.Device,
            Scheme = SchemeCatalog.AmpFusedChannelsLast,
            Cache = ImageCaching.Ram,
            Hyperparameters = new Hyperparameters { Augmentation = AugmentationOptions.Light, FinalLearningRateShare = 0.05, WarmupEpochs = 0 },
        };
        DataLoader loader = data.TrainLoader(config);
        TrainingSchedule schedule = new(config.Hyperparameters, Epochs, loader.BatchCount, loader.BatchSize, config.NominalBatchSize, leastWarmupIterations: WarmupIterations);
        using TrainingSession session = TrainingSession.Create(config, data.Description.ClassCount, schedule);
        int halfSize = Math.Max(session.Model.LargestStride, options.ImageSize / 2 / session.Model.LargestStride * session.Model.LargestStride);
        TrainingLoop small = new(session.Step, session.Optimizer.Groups, schedule, data.TrainLoader(config with { ImageSize = halfSize }));
        TrainingLoop full = new(session.Step, session.Optimizer.Groups, schedule, loader);
        if (!TorchDevices.UsesOneDnn)
            AnsiConsole.MarkupLine("[yellow]oneDNN computes wrong convolutions on this processor. libtorch's own are used on the CPU: about 3 times as slow in FP32, 8 to 40 times in bf16.[/]");
        AnsiConsole.MarkupLineInterpolated($"[grey]Training the warm start once: yolov5{options.Model}, {HalfSizeEpochs} epochs at {halfSize} px and {FullSizeEpochs} at {options.ImageSize} px of {data.Train.Entries.Count} images{(options.Weights is null ? "" : $", from {Path.GetFileName(options.Weights)}")}[/]");
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            EpochResult result = (epoch < HalfSizeEpochs ? small : full).Run(epoch, cancellationToken: cancellationToken);
            double left = watch.Elapsed.TotalSeconds / (epoch + 1) * (Epochs - epoch - 1);
            AnsiConsole.MarkupLineInterpolated($"[grey]  epoch {epoch + 1}/{Epochs}  loss {result.MeanLoss.Total:F4}  {result.Images / result.Elapsed.TotalSeconds:F0} images/s  {left:F0} s left[/]");
        }

        var validation = Validator.Run(session.Ema.Model, data.ValidationLoader(config, session.Model.LargestStride), new ValidationOptions(), cancellationToken: cancellationToken);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        StateDictFile.Write(path, ModelWeights.Save(session.Ema.Model));
        AnsiConsole.MarkupLineInterpolated($"[grey]  done in {watch.Elapsed.TotalSeconds:F0} s: mAP@0.5 {validation.Metrics.Map50:F3}, kept as {path}[/]");
    }
}
