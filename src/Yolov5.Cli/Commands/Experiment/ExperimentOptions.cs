using System.CommandLine;
using Schemes;
using Yolov5.Configuration;
using Yolov5.Models;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary>Options of <c>yolo5 experiment</c>. A given option takes precedence over the file of <c>--config</c>, and that over the option's default.</summary>
internal sealed class ExperimentOptions
{
    /// <summary>The experiments that <c>--all</c> runs, in their order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["baseline", "mixed_precision", "gradient_checkpoint", "mixed_optimization", "zero3", "ablation"];

    private static readonly string[] Sizes = ["n", "s", "m", "l", "x"];

    private readonly Option<string?> _experiment = new("--experiment") { Description = $"{string.Join(", ", Names)}, another scheme, or the scheme of --config." };
    private readonly Option<bool> _every = new("--all") { Description = "Run the six experiments one after the other; a failure does not end it." };
    private readonly Option<string> _model = new("--model-type") { Description = "Size of the network: n, s, m, l or x.", DefaultValueFactory = _ => "s" };
    private readonly Option<string> _data = new("--data-path") { Description = "Folder of the data set, with its YAML in it, or the YAML.", Required = true };
    private readonly Option<int> _epochs = new("--epochs") { Description = "Epochs.", DefaultValueFactory = _ => 50 };
    private readonly Option<int> _batchSize = new("--batch-size") { Description = "Images of a batch.", DefaultValueFactory = _ => 8 };
    private readonly Option<int> _imageSize = new("--img-size", "--imgsz", "--img") { Description = "Long side of the images in pixels, rounded up to a multiple of the network's stride.", DefaultValueFactory = _ => 640 };
    private readonly Option<string?> _config = new("--config") { Description = "Hyper-parameters (YAML), or a scheme file (JSON) with its scheme, batch sizes, image size, epochs and hyper-parameters." };
    private readonly Option<string> _output = new("--output-dir") { Description = "Folder of the results.", DefaultValueFactory = _ => Path.Combine("runs", "experiments") };
    private readonly Option<string> _weights = new("--weights") { Description = "A .pt file to start from; empty starts from random weights.", DefaultValueFactory = _ => "" };
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<int> _workers = CommonOptions.Workers();
    private readonly Option<long> _seed = new("--seed") { Description = "Seed of weights, order and augmentation.", DefaultValueFactory = _ => 0 };

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_experiment, _every, _model, _data, _epochs, _batchSize, _imageSize, _config, _output, _weights, _device, _workers, _seed];

    /// <summary>The folder of the results.</summary>
    public string Folder(ParseResult parsed) => CommandLines.OutputPlaces.Folder("--output-dir", parsed.GetValue(_output)!);

    /// <summary>Size of the network: n, s, m, l or x.</summary>
    /// <exception cref="InvalidInputException">It is none of them.</exception>
    public string ModelType(ParseResult parsed)
    {
        string given = parsed.GetValue(_model)!;
        string size = given.StartsWith("yolov5", StringComparison.Ordinal) ? given["yolov5".Length..] : given;
        return Sizes.Contains(size) ? size : throw new InvalidInputException($"--model-type {given}: {string.Join(", ", Sizes)} is expected.");
    }

    /// <summary>The trainings that a command line asks for, each under the name of its experiment.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="notice">Receives a line where a value was changed.</param>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public IReadOnlyList<(string Experiment, TrainingConfig Config)> Read(ParseResult parsed, Action<string> notice)
    {
        string? one = parsed.GetValue(_experiment);
        bool all = parsed.GetValue(_every);
        if (one is null == !all)
            throw new InvalidInputException($"--experiment with one of {string.Join(", ", Names)}, or --all, is expected{(all ? ", not both" : "")}.");
        string? config = parsed.GetValue(_config);
        SchemeFile? file = config?.EndsWith(".json", StringComparison.OrdinalIgnoreCase) == true ? SchemeFile.Load(config) : null;
        Hyperparameters hyp = file?.Hyperparameters ?? (config is not null && file is null ? Hyperparameters.Load(config) : new Hyperparameters());
        if (file is not null && one != file.Scheme.Id)
            throw new InvalidInputException($"--config {config}: describes the scheme {file.Scheme.Id}; --experiment {file.Scheme.Id} is expected with it. Hyper-parameters for any experiment are given in a YAML file.");
        string data = DataYaml(parsed.GetValue(_data)!), model = $"yolov5{ModelType(parsed)}", weights = parsed.GetValue(_weights)!;
        StartingWeights.Check(weights, model);
        int given = Given(parsed, _imageSize) ? parsed.GetValue(_imageSize) : file?.ImageSize ?? parsed.GetValue(_imageSize);
        int imageSize = ImageSizes.RoundUp(given, ModelDescription.Load(model).RequireChannels(FusionDescription.ChannelsOfOne).LargestStride, notice);
        return
        [
            .. (all ? Names : [one!]).Select(name => (name, new TrainingConfig
            {
                Model = model,
                Data = data,
                Weights = weights.Length == 0 ? null : weights,
                ImageSize = imageSize,
                BatchSize = Given(parsed, _batchSize) ? parsed.GetValue(_batchSize) : file?.BatchSizeFor(model) ?? parsed.GetValue(_batchSize),
                Epochs = Given(parsed, _epochs) ? parsed.GetValue(_epochs) : file?.Epochs ?? parsed.GetValue(_epochs),
                Device = MachineOptions.Device(parsed.GetValue(_device)!),
                Seed = parsed.GetValue(_seed),
                Workers = parsed.GetValue(_workers),
                Scheme = file?.Scheme ?? SchemeOf(name),
                Hyperparameters = hyp,
            }.Validated())),
        ];
    }

    /// <summary>The YAML of a data set that is named by its folder.</summary>
    internal static string DataYaml(string path)
    {
        if (!Directory.Exists(path))
            return path;
        string usual = Path.Combine(path, "data.yaml");
        if (File.Exists(usual))
            return usual;
        string[] found = [.. Directory.GetFiles(path).Where(file => Path.GetExtension(file) is ".yaml" or ".yml").Order(StringComparer.Ordinal)];
        return found.Length == 1 ? found[0] : throw new InvalidInputException(
            $"--data-path {path}: the folder has {(found.Length == 0 ? "no YAML that describes the data set" : $"{found.Length} YAML files, none of them data.yaml")}; data.yaml in it, or the path of a YAML, is expected.");
    }

    private static Scheme SchemeOf(string name) => SchemeCatalog.All.FirstOrDefault(scheme => scheme.Id == name)
        ?? throw new InvalidInputException($"--experiment {name}: {string.Join(", ", SchemeCatalog.All.Select(scheme => scheme.Id))} is expected.");

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
