using System.CommandLine;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> that describe a training. A given option takes precedence over a scheme file, and that over the option's default.</summary>
internal sealed class TrainOptions
{
    private static readonly Dictionary<string, TrainingPreset> Presets = new(StringComparer.Ordinal)
    {
        ["high_performance"] = TrainingPreset.HighPerformance,
        ["balanced"] = TrainingPreset.Balanced,
        ["conservative"] = TrainingPreset.Conservative,
    };

    private readonly Option<string> _weights = new("--weights") { Description = "A .pt file to start from; empty starts from random weights.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _cfg = new("--cfg") { Description = "yolov5n, s, m, l, x, or a model YAML.", DefaultValueFactory = _ => "yolov5s" };
    private readonly Option<string> _data = new("--data") { Description = "The dataset YAML.", Required = true };
    private readonly Option<string?> _hyp = new("--hyp") { Description = "A YAML of hyper-parameters." };
    private readonly Option<int> _imageSize = CommonOptions.ImageSize();
    private readonly Option<int> _batchSize = new("--batch-size", "--batch") { Description = "Images of a batch; -1 looks for the largest that fits.", DefaultValueFactory = _ => 16 };
    private readonly Option<string?> _memoryBudget = CommonOptions.MemoryBudget();
    private readonly Option<int> _epochs = new("--epochs") { Description = "Epochs.", DefaultValueFactory = _ => 100 };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of weights, order and augmentation.", DefaultValueFactory = _ => 0 };
    private readonly Option<OptimizerKind> _optimizer = new("--optimizer") { Description = "SGD, Adam or AdamW.", DefaultValueFactory = _ => OptimizerKind.Sgd };
    private readonly Option<string> _scheme = new("--scheme") { Description = "Scheme of the step: baseline, mixed_precision, gradient_checkpoint ..., or a scheme's JSON file, which may also say model, batch, image size, epochs and hyper-parameters.", DefaultValueFactory = _ => "baseline" };
    private readonly Option<string?> _preset = new("--preset") { Description = $"Find scheme, batch size and workers for this machine: {string.Join(", ", Presets.Keys)}." };
    private readonly Option<bool> _cosine = new("--cos-lr") { Description = "Let the learning rate fall along a cosine." };
    private readonly Option<string?> _cache = new("--cache") { Description = "Keep decoded images in memory (ram, which is meant without a word).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _workers = CommonOptions.Workers();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [_weights, _cfg, _data, _hyp, _imageSize, _batchSize, _memoryBudget, _epochs, _device, _seed, _optimizer, _scheme, _preset, _cosine, _cache, _workers];

    /// <summary>Reads the training that a command line asks for.</summary>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public TrainRequest Read(ParseResult parsed)
    {
        TrainingPreset? preset = PresetOf(parsed);
        SchemeFile file = SchemeOf(parsed.GetValue(_scheme)!);
        string weights = parsed.GetValue(_weights)!;
        string model = Given(parsed, _cfg) ? parsed.GetValue(_cfg)! : file.Models.Count > 0 ? $"yolov5{file.Models[0].Model}" : parsed.GetValue(_cfg)!;
        int batchSize = Given(parsed, _batchSize) ? parsed.GetValue(_batchSize) : file.BatchSizeFor(model) ?? parsed.GetValue(_batchSize);
        bool findBatch = preset is null && batchSize == AutoBatch.Requested;
        TrainingConfig config = new()
        {
            Model = model,
            Data = parsed.GetValue(_data)!,
            Weights = weights.Length == 0 ? null : weights,
            ImageSize = ImageSizes.RoundUp(
                Given(parsed, _imageSize) ? parsed.GetValue(_imageSize) : file.ImageSize ?? parsed.GetValue(_imageSize), ModelDescription.Load(model).LargestStride, Console.WriteLine),
            BatchSize = findBatch ? 1 : batchSize,
            Epochs = Given(parsed, _epochs) ? parsed.GetValue(_epochs) : file.Epochs ?? parsed.GetValue(_epochs),
            Device = MachineOptions.Device(parsed.GetValue(_device)!),
            Seed = parsed.GetValue(_seed),
            Optimizer = parsed.GetValue(_optimizer),
            Scheme = file.Scheme,
            CosineSchedule = parsed.GetValue(_cosine),
            Cache = CachingOf(parsed),
            Workers = parsed.GetValue(_workers),
            Hyperparameters = parsed.GetValue(_hyp) is { } hyp ? Hyperparameters.Load(hyp) : file.Hyperparameters ?? new Hyperparameters(),
        };
        return new TrainRequest(config.Validated(), findBatch, preset, Given(parsed, _workers), MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)));
    }

    private TrainingPreset? PresetOf(ParseResult parsed)
    {
        if (parsed.GetValue(_preset) is not { } name)
            return null;
        if (!Presets.TryGetValue(name, out TrainingPreset preset))
            throw new InvalidInputException($"--preset {name}: {string.Join(", ", Presets.Keys)} is expected.");
        foreach (Option option in new Option[] { _scheme, _batchSize })
        {
            if (Given(parsed, option))
                throw new InvalidInputException($"--preset {name}: finds what {option.Name} says; leave one of them out.");
        }

        return preset;
    }

    private ImageCaching CachingOf(ParseResult parsed) => !Given(parsed, _cache) ? ImageCaching.None : parsed.GetValue(_cache)?.ToLowerInvariant() switch
    {
        null or "ram" => ImageCaching.Ram,
        "disk" => throw new InvalidInputException("--cache disk: images are not kept on the disk decoded; --cache ram keeps them in memory."),
        var other => throw new InvalidInputException($"--cache {other}: ram is expected."),
    };

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static SchemeFile SchemeOf(string given)
    {
        try
        {
            return SchemeFile.Find(given);
        }
        catch (InvalidInputException exception)
        {
            throw new InvalidInputException($"--scheme {given}: {exception.Message}", exception);
        }
    }
}
