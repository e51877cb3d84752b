using System.CommandLine;
using System.Globalization;
using Benchmarks.Measurement;
using CommandLines;
using Reports.Advice;
using Reports.Html;
using Reports.Json;
using Schemes;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Models.TwoCameras;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Benchmarks.Commands.Advise;

/// <summary><c>advise</c>: says what limits an epoch of a training on this machine, what to change, and what that brings.</summary>
internal sealed class AdviseCommand : Command
{
    private const double MiB = 1 << 20;

    private readonly Option<string?> _data = new("--data") { Description = "The dataset YAML; by default the data set that the suite draws." };
    private readonly Option<Modality?> _modality = new("--modality") { Description = "Frames of a paired data set that the network sees: rgb, event or dual (by default)." };
    private readonly Option<FusionKind> _fusion = new("--fusion") { Description = "Joins RGB and event frames: concat, add, attention or early.", DefaultValueFactory = _ => FusionKind.Concat };
    private readonly Option<string> _model = WorkloadOptions.Model();
    private readonly Option<string?> _weights = new("--weights") { Description = "A .pt file to start from: the cost of the evaluation depends on what the network finds." };
    private readonly Option<string?> _hyp = new("--hyp") { Description = $"A YAML of hyper-parameters, or one of {string.Join(", ", HyperparameterSets.Names)}." };
    private readonly Option<int> _imageSize = WorkloadOptions.ImageSize();
    private readonly Option<int> _batch = new("--batch", "--batch-size") { Description = "Images of a batch.", DefaultValueFactory = _ => 16 };
    private readonly Option<string> _scheme = WorkloadOptions.Scheme();
    private readonly Option<string> _schemes = new("--schemes") { Description = "Schemes to try in its place, separated by commas, or none.", DefaultValueFactory = _ => "fused,mixed_precision,amp_fused_channels_last" };
    private readonly Option<string?> _device = WorkloadOptions.Device();
    private readonly Option<int> _threads = WorkloadOptions.Threads();
    private readonly Option<string?> _memoryBudget = WorkloadOptions.MemoryBudget();
    private readonly Option<int> _workers = new("--workers") { Description = "Threads that load images.", DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, 8) };
    private readonly Option<int> _prefetch = new("--prefetch") { Description = "Batches that are loaded ahead.", DefaultValueFactory = _ => new DataLoaderOptions().Prefetch };
    private readonly Option<bool> _cache = new("--cache") { Description = "Decoded images are kept in memory." };
    private readonly Option<int> _evalPeriod = new("--eval-period") { Description = "Epochs from one validation to the next.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _noEvalMap = new("--no-eval-map") { Description = "The training does not validate." };
    private readonly Option<bool> _noSave = new("--nosave") { Description = "The training saves after the last epoch only." };
    private readonly Option<bool> _keepBatch = new("--keep-batch") { Description = "Try no other batch size." };
    private readonly Option<double?> _read = new("--read-mib-per-s") { Description = "Pretend a slow disk: files are read one after the other at this rate.", HelpName = "MIB" };
    private readonly Option<int> _repeats = new("--repeats") { Description = "Short runs with and without the change, in turn, from which the gain is predicted.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _proofEpochs = new("--proof-epochs") { Description = "Whole epochs with and without the change, in turn, that prove it; 0 proves nothing.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _proofImages = new("--proof-images") { Description = "The most images of such an epoch.", DefaultValueFactory = _ => 512 };
    private readonly Option<double> _threshold = FractionOption.Create("--threshold", "Predicted gain from which the advice is a finding (exit code 1).", 0.1);
    private readonly Option<string?> _json = new("--json") { Description = "Write the findings to this file.", HelpName = "FILE" };
    private readonly Option<string?> _out = new("--out", "-o") { Description = "Folder of the page, advice.html (a new one in artifacts/).", HelpName = "DIR" };

    public AdviseCommand()
        : base("advise", """
            Says what limits an epoch of a training on this machine (loading, cores, precision, batch size, memory, device, evaluation or saving), which options of yolo5 train to change, and what that would bring; then trains with and without the change, in turn, and prints the predicted beside the measured gain.

            Ends with 0 where no change saves the threshold, 1 where one does, 2 where an option or the data cannot be used, 130 when interrupted.

            Examples:
              ./bench.sh advise
              ./bench.sh advise --data my.yaml --model s --batch-size 8 --img-size 640
              ./bench.sh advise --data my.yaml --scheme mixed_precision --workers 4 --cache --eval-period 5 --json advice.json
              ./bench.sh advise --model n --imgsz 320 --read-mib-per-s 2 --proof-epochs 0
              ./bench.sh advise --data datasets/fred --modality dual --fusion concat
            """)
    {
        foreach (Option option in (Option[])[_data, _modality, _fusion, _model, _weights, _hyp, _imageSize, _batch, _scheme, _schemes, _device, _threads, _memoryBudget, _workers, _prefetch, _cache,
            _evalPeriod, _noEvalMap, _noSave, _keepBatch, _read, _repeats, _proofEpochs, _proofImages, _threshold, _json, _out])
            Add(option);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string started = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string folder = OutputPlaces.Folder("--out", parsed.GetValue(_out) ?? Path.Combine(Places.Artifacts, started + "-advise"));
        string? json = OutputPlaces.OptionalFile("--json", parsed.GetValue(_json), createsFolder: true);
        double threshold = parsed.GetValue(_threshold) is > 0 and < 1 and var share ? share
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--threshold {parsed.GetValue(_threshold)}: above 0 and below 1 is expected."));
        string work = Path.Combine(folder, "." + started);
        AdviseOptions options = WithData(parsed, OptionsOf(parsed, work));
        TrainingData data = TrainingData.Load(options.Config.Data, pairs: options.Config.Pairs);
        using BusyMachine? busy = BusyMachine.Watch(options.Config.Device, options.Threads, Console.Error);
        using Interruption interruption = new();
        try
        {
            AdviceResult result = new AdviseRun(options, data, CommandLineText.OfThisProcess(), Console.Error, interruption.Token).Run();
            Console.Write(AdviceText.Of(result));
            if (json is not null)
                AdviceJson.Write(result, json);
            string page = Path.Combine(folder, AdvicePage.FileName);
            AdvicePage.Of(result).Write(page);
            Console.WriteLine($"Review: {page}");
            return result.Gain >= threshold ? 1 : 0;
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    private AdviseOptions WithData(ParseResult parsed, AdviseOptions options)
    {
        string data = parsed.GetValue(_data) is { } given ? Path.GetFullPath(DatasetDescription.FileOf(given)) : DrawnDatasets.Images();
        TrainingConfig config = options.Config with { Data = data };
        Modality? modality = parsed.GetValue(_modality);
        bool joins = parsed.GetResult(_fusion) is { Implicit: false };
        if (DatasetDescription.Load(data).IsPaired)
        {
            modality ??= Modality.Dual;
            if (joins && modality != Modality.Dual)
                throw new InvalidInputException("--fusion: it is for --modality dual; a network for one camera has nothing to join.");
            config = new FusionInput(modality.Value, modality == Modality.Dual ? parsed.GetValue(_fusion) : null).ApplyTo(config);
        }
        else if (modality is not null || joins)
        {
            throw new InvalidInputException($"{(joins ? "--fusion" : "--modality")}: {data} has images of one camera; a folder in FRED's layout, or a YAML of pairs, is expected.");
        }

        return options with { Config = config };
    }

    private AdviseOptions OptionsOf(ParseResult parsed, string work)
    {
        bool never = parsed.GetValue(_noEvalMap);
        if (never && parsed.GetResult(_evalPeriod) is { Implicit: false })
            throw new InvalidInputException("--no-eval-map: never validates; leave out --eval-period.");
        Scheme scheme = OptionValues.Scheme("--scheme", parsed.GetValue(_scheme)!);
        string schemes = parsed.GetValue(_schemes)!;
        double? rate = parsed.GetValue(_read);
        if (rate is { } given && !(given > 0 && double.IsFinite(given)))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--read-mib-per-s {given}: a rate above 0 is expected."));
        return new AdviseOptions
        {
            Config = new TrainingConfig
            {
                Model = OptionValues.ModelName(parsed.GetValue(_model)!),
                Data = "",
                Weights = parsed.GetValue(_weights) is { } weights ? OptionValues.ExistingFile("--weights", weights) : null,
                ImageSize = OptionValues.Side(parsed.GetValue(_imageSize)),
                BatchSize = OptionValues.Positive("--batch-size", parsed.GetValue(_batch)),
                Device = MachineOptions.Device(parsed.GetValue(_device)),
                Scheme = scheme,
                Workers = parsed.GetValue(_workers),
                Prefetch = parsed.GetValue(_prefetch),
                Cache = parsed.GetValue(_cache) ? ImageCaching.Ram : ImageCaching.None,
                Hyperparameters = parsed.GetValue(_hyp) is { } hyp ? Hyperparameters.Load(hyp) : new Hyperparameters(),
                Run = new RunOptions { EvalPeriod = parsed.GetValue(_evalPeriod), ValidatesNever = never, SavesAtEndOnly = parsed.GetValue(_noSave) },
            }.Validated(),
            Schemes = schemes == "none" ? [] : [.. OptionValues.Schemes("--schemes", schemes).Where(each => each.Id != scheme.Id)],
            Threads = OptionValues.Positive("--threads", parsed.GetValue(_threads)),
            MemoryBudget = MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)),
            ReadBytesPerSecond = rate * MiB,
            TriesBatches = !parsed.GetValue(_keepBatch),
            Repeats = OptionValues.Positive("--repeats", parsed.GetValue(_repeats)),
            ProofEpochs = parsed.GetValue(_proofEpochs) is >= 0 and var epochs ? epochs : throw new InvalidInputException($"--proof-epochs {parsed.GetValue(_proofEpochs)}: 0 or more is expected."),
            ProofImages = OptionValues.Positive("--proof-images", parsed.GetValue(_proofImages)),
            Folder = work,
        };
    }
}
