using System.CommandLine;
using System.Globalization;
using Schemes;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Data.Pairs;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;
using Yolov5.Sizing;
using Yolov5.Training;
using Yolov5.Weights;

namespace Yolov5.Cli.Commands.Train;

/// <summary>Options of <c>yolo5 train</c> that describe a training. A given option takes precedence over a scheme file, and that over the option's default.</summary>
internal sealed class TrainOptions
{
    private const string DefaultModel = "yolov5s";

    private static readonly Dictionary<string, TrainingPreset> Presets = new(StringComparer.Ordinal)
    {
        ["high_performance"] = TrainingPreset.HighPerformance,
        ["balanced"] = TrainingPreset.Balanced,
        ["conservative"] = TrainingPreset.Conservative,
    };

    private readonly Option<string> _weights = new("--weights") { Description = $"A .pt file to start from; '' starts from random weights. If neither --weights nor --cfg nor the scheme file names a network, {CommonOptions.UsualWeights} is taken where it exists.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _cfg = new("--cfg") { Description = "yolov5n, s, m, l, x, or a model YAML; by default the network of --weights, without those yolov5s.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _data = CommonOptions.Data();
    private readonly Option<string?> _hyp = new("--hyp") { Description = $"A YAML of hyper-parameters, or one of {string.Join(", ", HyperparameterSets.Names)}." };
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
    private readonly Option<string?> _cache = new("--cache") { Description = "Keep decoded images: in memory (ram, also without a word) or in files beside the images' folder (disk).", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<int> _prefetch = new("--prefetch") { Description = "Batches that are loaded ahead.", DefaultValueFactory = _ => new DataLoaderOptions().Prefetch };
    private readonly Option<double> _labelSmoothing = new("--label-smoothing") { Description = "Share of the class targets that is spread over all classes; 0 to 1. Overrides that of --hyp.", DefaultValueFactory = _ => 0 };
    private readonly Option<int[]> _freeze = new("--freeze") { Description = "Layers that are not trained: one number N freezes the first N (with two backbones those of both), several are the layers themselves.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0] };
    private readonly SamplingCommandOptions _sampling = new();
    private readonly PairCommandOptions _pairs = new();
    private readonly PhaseCommandOptions _phases = new();
    private readonly Option<bool> _persistentWorkers = new("--persistent-workers") { Description = "Keep the threads that load images between epochs." };
    private readonly Option<int> _nominalBatchSize = new("--nominal-batch-size") { Description = "Images that one optimizer step sees: gradients of smaller batches are added up.", DefaultValueFactory = _ => new TrainingConfig { Data = "" }.NominalBatchSize };
    private readonly Option<bool> _fp16 = new("--fp16") { Description = "The scheme mixed_precision: float16 on CUDA, bfloat16 on a CPU." };
    private readonly Option<double?> _mosaic = new("--mosaic-prob") { Description = "Probability of a mosaic, 0 to 1. Overrides that of --hyp." };
    private readonly Option<double?> _mixup = new("--mixup-prob") { Description = "Probability that a mosaic is mixed with another one, 0 to 1. Overrides that of --hyp." };
    private readonly FusionTrainOptions _fusion = new();
    private readonly IReadOnlyList<Option<string?>> _refused = RefusedOptions.All();

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All =>
        [_weights, _cfg, _data, _hyp, _imageSize, _batchSize, _memoryBudget, _epochs, _device, _seed, _optimizer, _scheme, _preset, _cosine, _cache, _workers, _prefetch, _labelSmoothing, _freeze, .. _sampling.All, .. _pairs.All, .. _fusion.All, .. _phases.All, _persistentWorkers, _nominalBatchSize, _fp16, _mosaic, _mixup, .. Run.All, .. Ranks.All, Evolution.Option, .. _refused];

    /// <summary>Options for several ranks.</summary>
    public RankOptions Ranks { get; } = new();

    /// <summary>Options that describe the course of the run.</summary>
    public RunCommandOptions Run { get; } = new();

    /// <summary>Option that has hyper-parameters evolve.</summary>
    public EvolutionCommandOption Evolution { get; } = new();

    /// <summary>Reads the training that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="notice">Receives a line where a value was changed.</param>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public TrainRequest Read(ParseResult parsed, Action<string> notice)
    {
        CommonOptions.Refuse(parsed, _refused);
        string data = DataOf(parsed);
        PairOptions? pairs = _pairs.Read(parsed, IsPaired(parsed, data));
        Modality modality = pairs?.Modality ?? Modality.Rgb;
        _fusion.Check(parsed, modality);
        TrainingPreset? preset = PresetOf(parsed);
        if (parsed.GetValue(_fp16) && (Given(parsed, _scheme) || preset is not null))
            throw new InvalidInputException("--fp16: is the scheme mixed_precision; leave out --scheme and --preset.");
        SchemeFile file = SchemeOf(parsed.GetValue(_fp16) ? SchemeCatalog.MixedPrecision.Id : parsed.GetValue(_scheme)!);
        string weights = WeightsOf(parsed, file);
        string model = parsed.GetValue(_cfg) is { Length: > 0 } cfg ? cfg
            : file.Models.Count > 0 ? $"yolov5{file.Models[0].Model}"
            : weights.Length > 0 ? weights
            : _fusion.Network(parsed) ?? DefaultModel;
        StartingWeights.Check(weights, model);
        ModelDescription named = ModelWeights.Describe(model);
        int stride = named.LargestStride;
        int batchSize = Given(parsed, _batchSize) ? parsed.GetValue(_batchSize) : file.BatchSizeFor(model) ?? parsed.GetValue(_batchSize);
        bool findBatch = preset is null && batchSize == AutoBatch.Requested;
        TrainingConfig config = new()
        {
            Model = model,
            Data = data,
            Weights = weights.Length == 0 ? null : weights,
            ImageSize = ImageSizes.RoundUp(
                Given(parsed, _imageSize) ? parsed.GetValue(_imageSize) : file.ImageSize ?? parsed.GetValue(_imageSize), stride, notice),
            BatchSize = findBatch ? 1 : batchSize,
            Epochs = Given(parsed, _epochs) ? parsed.GetValue(_epochs) : file.Epochs ?? parsed.GetValue(_epochs),
            Device = MachineOptions.Device(parsed.GetValue(_device)!),
            Seed = parsed.GetValue(_seed),
            Optimizer = parsed.GetValue(_optimizer),
            Scheme = file.Scheme,
            CosineSchedule = parsed.GetValue(_cosine),
            Cache = CachingOf(parsed),
            Sampling = _sampling.Read(parsed),
            Pairs = pairs,
            SyncBatchNorm = Ranks.SyncBatchNorm(parsed),
            Workers = parsed.GetValue(_workers),
            Prefetch = parsed.GetValue(_prefetch),
            PersistentWorkers = parsed.GetValue(_persistentWorkers),
            NominalBatchSize = parsed.GetValue(_nominalBatchSize),
            Run = Run.Read(parsed),
            Hyperparameters = Overridden(parsed, parsed.GetValue(_hyp) is { } hyp ? Hyperparameters.Load(hyp) : file.Hyperparameters ?? new Hyperparameters()),
        };
        (config, ModelDescription network) = _fusion.Apply(parsed, modality, config, named);
        IReadOnlyList<int> layers = FrozenOf(parsed, network);
        config = config with
        {
            FrozenLayers = layers,
            Freeze = _phases.Read(parsed, config, findBatch || preset is not null, () => layers.Count > 0 ? layers : FreezeSchedule.BackboneOf(network)),
        };
        return new TrainRequest(config.Validated(), findBatch, preset, Given(parsed, _workers), MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)), stride);
    }

    /// <summary>Reads the run that a command line asks to go on with; null if it asks for a new one.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="besides">Options that do not belong to the training.</param>
    /// <exception cref="InvalidInputException">There is no such run, it has ended, or an option would change it.</exception>
    public SavedTraining? ReadResumed(ParseResult parsed, IReadOnlyList<Option> besides)
    {
        if (Run.Resumed(parsed) is not { } last)
            return null;
        Option[] allowed = [.. Run.WithResume, _data, _workers, _prefetch, _persistentWorkers, _device, _memoryBudget, .. Ranks.WithResume, .. besides];
        if (All.Except(allowed).FirstOrDefault(option => Given(parsed, option)) is { } other)
            throw new InvalidInputException($"--resume: goes on with the run as it began, {other.Name} would change it; {string.Join(", ", allowed.Select(option => option.Name))} may be given.");
        var saved = SavedTraining.Read(last);
        return saved.IsFinished
            ? throw new InvalidInputException($"--resume {last}: the run has ended; there is nothing to go on with. '--weights {last}' starts a new training from its weights.")
            : saved;
    }

    /// <summary>The training of a run to go on with.</summary>
    public TrainRequest Resume(ParseResult parsed, SavedTraining saved)
    {
        TrainingConfig config = saved.Config with
        {
            Data = Given(parsed, _data) ? DataOf(parsed) : saved.Config.Data,
            Workers = Given(parsed, _workers) ? parsed.GetValue(_workers) : saved.Config.Workers,
            PersistentWorkers = Given(parsed, _persistentWorkers) ? parsed.GetValue(_persistentWorkers) : saved.Config.PersistentWorkers,
            Prefetch = Given(parsed, _prefetch) ? parsed.GetValue(_prefetch) : saved.Config.Prefetch,
            Device = Given(parsed, _device) ? MachineOptions.Device(parsed.GetValue(_device)!) : saved.Config.Device,
        };
        return new TrainRequest(config.Validated(), false, null, true, MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)), saved.Describe().LargestStride);
    }

    /// <summary>Threads that load images on this rank: as many as given, else the cores' threads divided among the ranks of the machine.</summary>
    public int WorkersOf(ParseResult parsed, int workers, int ranks) => Given(parsed, _workers) || ranks == 1 ? workers : Math.Max(1, Math.Min(workers, Environment.ProcessorCount / ranks));

    /// <summary>All options as they are kept with the run, with what was found for those left open.</summary>
    public CheckpointDictionary Values(ParseResult parsed, TrainingConfig config, RunFolder? folder) => OptionValues.Of(parsed, All.Except([Evolution.Option, .. _refused, .. Ranks.WithResume]), new Dictionary<string, CheckpointValue>
    {
        ["cfg"] = config.Model,
        ["weights"] = config.Weights ?? "",
        ["fusion"] = FusionTrainOptions.Kept(config),
        ["batch_size"] = config.BatchSize,
        ["workers"] = config.Workers,
        ["scheme"] = config.Scheme.Id,
        ["device"] = config.Device,
        ["optimizer"] = config.Optimizer == OptimizerKind.Sgd ? "SGD" : config.Optimizer.ToString(),
        ["save_dir"] = folder is null ? "" : Path.GetRelativePath(Environment.CurrentDirectory, folder.Path),
    });

    private string DataOf(ParseResult parsed) => parsed.GetValue(_data) is { Length: > 0 } data
        ? DatasetDescription.FileOf(data)
        : throw new InvalidInputException("--data: the dataset YAML is expected.");

    // Data that is not there is reported when it is scanned, after all options have been read.
    private bool IsPaired(ParseResult parsed, string data) => (Path.Exists(data) || _pairs.All.Any(option => Given(parsed, option))) && DatasetDescription.Load(data).IsPaired;

    // The reference's program begins with these weights, and its users' command lines rely on it.
    private string WeightsOf(ParseResult parsed, SchemeFile file)
    {
        bool open = !Given(parsed, _weights) && parsed.GetValue(_cfg) is not { Length: > 0 } && file.Models.Count == 0 && _fusion.Network(parsed) is null;
        return open && File.Exists(CommonOptions.UsualWeights) ? CommonOptions.UsualWeights : parsed.GetValue(_weights)!;
    }

    // As in the reference: one number is a count of layers, several are the layers. With two backbones it counts the layers of each.
    private IReadOnlyList<int> FrozenOf(ParseResult parsed, ModelDescription network)
    {
        int[] given = parsed.GetValue(_freeze)!;
        if (given.Any(number => number < 0))
            throw new InvalidInputException($"--freeze {string.Join(' ', given)}: whole numbers from 0 are expected.");
        return given is not [int count] ? [.. given.Distinct().Order()]
            : FusedBranches.Of(network)?.First(count) ?? [.. Enumerable.Range(0, count)];
    }

    private Hyperparameters Overridden(ParseResult parsed, Hyperparameters hyp)
    {
        double share = parsed.GetValue(_labelSmoothing);
        if (share is not (>= 0 and <= 1))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--label-smoothing {share}: a number from 0 to 1 is expected."));
        AugmentationOptions augmentation = hyp.Augmentation with
        {
            Mosaic = parsed.GetValue(_mosaic) ?? hyp.Augmentation.Mosaic,
            Mixup = parsed.GetValue(_mixup) ?? hyp.Augmentation.Mixup,
        };
        augmentation.Validate();
        return hyp with { LabelSmoothing = Given(parsed, _labelSmoothing) ? share : hyp.LabelSmoothing, Augmentation = augmentation };
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
        "disk" => ImageCaching.Disk,
        var other => throw new InvalidInputException($"--cache {other}: ram or disk is expected."),
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
