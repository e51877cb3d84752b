using System.CommandLine;
using Benchmarks.Measurement;
using CommandLines;
using Schemes;
using Yolov5;
using Yolov5.Configuration;
using Yolov5.Training;
using static Benchmarks.Commands.OptionValues;

namespace Benchmarks.Commands.Run;

/// <summary>The suite's own options; whatever is not one of them is BenchmarkDotNet's.</summary>
public sealed class SuiteCommandLine
{
    private readonly Option<string?> _model = new("--model") { Description = "Network: n, s, m, l or x (CPU: n, CUDA: s)." };
    private readonly Option<int?> _imageSize = new("--imgsz", "--img", "--img-size") { Description = "Side of the square images in pixels, a multiple of 32 (CPU: 320, CUDA: 640)." };
    private readonly Option<string?> _batch = new("--batch", "--batch-size") { Description = "Images a step, separated by commas (CPU: 2,4,8; CUDA: 8,16,32,64)." };
    private readonly Option<string[]> _schemeFile = new("--scheme-file") { Description = "JSON files of schemes of your own, measured as cases of the method Custom." };
    private readonly Option<string?> _data = new("--data") { Description = "A dataset YAML (a data set drawn by the suite itself)." };
    private readonly Option<string?> _weights = new("--weights") { Description = "A .pt file to start from (the default data set: a warm start that is trained once and kept)." };
    private readonly Option<string?> _device = new("--device") { Description = "cpu, or cuda:0 (CUDA where there is one)." };
    private readonly Option<int> _accuracyEpochs = new("--accuracy-epochs") { Description = "Epochs of the accuracy pass.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _noAccuracy = new("--no-accuracy") { Description = "Leave the accuracy pass out." };
    private readonly Option<string?> _seeds = new("--seeds") { Description = "Seeds of the accuracy pass, separated by commas, one repetition each (0)." };
    private readonly Option<int?> _threads = new("--threads") { Description = "libtorch's threads on the CPU (all cores)." };
    private readonly Option<string?> _memoryBudget = new("--memory-budget") { Description = "The most memory that CPU tensors may take: 4GiB, 512MiB." };
    private readonly Option<int> _warmup = new("--warmupCount") { Description = "Steps of a process before the measured ones.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _iterations = new("--iterationCount") { Description = "The most measured steps of a process; it ends earlier where the time is known within 2%.", DefaultValueFactory = _ => 6 };
    private readonly Option<int> _rounds = new("--rounds") { Description = "Fresh processes of a case, spread over the run.", DefaultValueFactory = _ => 3 };
    private readonly Option<bool> _noBaseline = new("--no-baseline") { Description = "Leave the baseline out where the filter does." };
    private readonly Option<bool> _noRunOff = new("--no-run-off") { Description = "Do not measure the best cases again in turn before one is recommended." };
    private readonly Option<string?> _artifacts = new("--artifacts", "-a") { Description = "Folder that runs are written to (artifacts/ of the repository)." };
    private readonly Option<bool> _appendHistory = new("--append-history") { Description = "Append the run to the history of its device and workload, in the folder history/ of the artifacts." };
    private readonly Option<bool> _inProcess = new("--inProcess", "-i") { Description = "Run the cases in this process instead of a fresh one each." };

    private readonly RootCommand _command;
    private readonly HashSet<string> _ownNames;
    private readonly ArgumentReader _reader;

    /// <summary>Creates the definition.</summary>
    public SuiteCommandLine()
    {
        _command = new RootCommand("Measures training steps of YOLOv5 under different optimizations. Everything that is not listed here is BenchmarkDotNet's own.")
        {
            _model, _imageSize, _batch, _schemeFile, _data, _weights, _device, _accuracyEpochs, _noAccuracy, _seeds, _threads, _memoryBudget, _warmup, _iterations, _rounds, _noBaseline, _noRunOff, _artifacts, _appendHistory, _inProcess,
        };
        KnownOption[] own = [.. _command.Options.Select(KnownOption.Of).Select(option => option.Name == _schemeFile.Name ? option with { Most = int.MaxValue } : option)];
        _ownNames = [.. own.Select(option => option.Name)];
        HashSet<string> names = [.. own.SelectMany(option => option.Names).Select(OptionNames.Key)];
        _reader = new ArgumentReader([.. own, .. BenchmarkDotNetOptions.All.Where(option => !names.Contains(OptionNames.Key(option.Name)))], "./bench.sh --help") { WordAdvice = Advice };
    }

    /// <summary>Prints the suite's own options.</summary>
    public void PrintHelp() => _command.Parse(["--help"]).Invoke();

    /// <summary>Prints the suite's version.</summary>
    public void PrintVersion() => _command.Parse(["--version"]).Invoke();

    /// <summary>Splits a command line into the suite's options and BenchmarkDotNet's arguments.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="runId">Name of this run and of its folder.</param>
    /// <param name="defaultArtifacts">Folder that runs are written to by default.</param>
    /// <returns>The options, in which the data set is empty if none was given; BenchmarkDotNet's arguments; true to run the cases in this process.</returns>
    /// <exception cref="InvalidInputException">A value cannot be used, or something would be read by nobody.</exception>
    public (SuiteOptions Options, string[] Remaining, bool InProcess) Parse(string[] arguments, string runId, string defaultArtifacts)
    {
        (string[] own, string[] rest) = Split(arguments);
        ParseResult parsed = _command.Parse(own, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
            throw new InvalidInputException(parsed.Errors[0].Message);

        string device = MachineOptions.Device(parsed.GetValue(_device));
        bool cuda = device != "cpu";
        string? data = parsed.GetValue(_data);
        SuiteOptions options = new()
        {
            Model = ModelName(parsed.GetValue(_model) ?? (cuda ? "s" : "n")),
            ImageSize = Side(parsed.GetValue(_imageSize) ?? (cuda ? 640 : 320)),
            BatchSizes = Numbers("--batch", parsed.GetValue(_batch) ?? (cuda ? "8,16,32,64" : "2,4,8"), 1, 65536, int.Parse),
            CustomSchemes = CustomSchemes(parsed, device),
            Device = device,
            Data = data is null ? "" : ExistingFile("--data", data),
            Weights = parsed.GetValue(_weights) is { } weights ? ExistingFile("--weights", weights) : null,
            AccuracyEpochs = parsed.GetValue(_noAccuracy) ? 0 : Positive("--accuracy-epochs", parsed.GetValue(_accuracyEpochs)),
            Seeds = Numbers("--seeds", parsed.GetValue(_seeds) ?? "0", 0L, long.MaxValue, long.Parse),
            Threads = Positive("--threads", parsed.GetValue(_threads) ?? Environment.ProcessorCount),
            MemoryBudget = MachineOptions.MemoryBudget(parsed.GetValue(_memoryBudget)),
            WarmupCount = Positive("--warmupCount", parsed.GetValue(_warmup)),
            IterationCount = Positive("--iterationCount", parsed.GetValue(_iterations)),
            Rounds = Positive("--rounds", parsed.GetValue(_rounds)),
            WithBaseline = !parsed.GetValue(_noBaseline),

            // In this process everything is a quick look.
            WithRunOff = !parsed.GetValue(_noRunOff) && !parsed.GetValue(_inProcess),
            AppendHistory = parsed.GetValue(_appendHistory),
            ArtifactsPath = Path.Combine(OutputPlaces.Folder("--artifacts", parsed.GetValue(_artifacts) ?? defaultArtifacts), runId),
        };
        if (options.CustomSchemes.Count > 0 && !rest.Any(argument => argument is "--filter" or "--anyCategories" or "--allCategories" or "--attribute"))
            rest = [.. rest, "--filter", "*.Baseline", "*.Custom"];
        return (options, rest, parsed.GetValue(_inProcess));
    }

    // The suite's own options, each value with its name, and BenchmarkDotNet's.
    private (string[] Own, string[] Passed) Split(string[] arguments)
    {
        List<GivenOption> own = [], rest = [];
        foreach (GivenOption given in _reader.Read(arguments))
        {
            if (_ownNames.Contains(given.Option!.Name))
                own.AddRange(given.Values.Count > 1 ? given.Values.Select(value => given with { Values = [value] }) : [given]);
            else if (BenchmarkDotNetOptions.ReasonAgainst(given.Option) is { } reason)
                throw new InvalidInputException($"{given.Option.Name} is BenchmarkDotNet's option, but not the suite's: {reason}.");
            else if (given.Values is not ["false"])
                rest.Add(given.Option.IsSwitch ? given with { Values = [] } : given);
        }

        return ([.. ArgumentReader.Arguments(own)], [.. ArgumentReader.Arguments(rest)]);
    }

    private static string? Advice(string word)
    {
        IReadOnlyList<string> near = NearNames.Of(word, Verbs.Names);
        return near.Count > 0 ? $" The verb {near[0]} stands first." : word.Contains('*', StringComparison.Ordinal) ? $" --filter '{word}' selects benchmarks." : null;
    }

    // Schemes that cannot be measured are refused before data and warm start are made.
    private Scheme[] CustomSchemes(ParseResult parsed, string device)
    {
        string[] files = parsed.GetValue(_schemeFile) ?? [];
        Scheme[] schemes = [.. files.Select(file => SchemeFile.Load(ExistingFile(_schemeFile.Name, file)).Scheme).Distinct()];
        foreach (Scheme scheme in schemes)
        {
            new TrainingConfig { Data = "", Device = device, Scheme = scheme }.Validated();
            if (SchemeCatalog.All.Any(builtIn => builtIn.Id == scheme.Id))
                throw new InvalidInputException($"{_schemeFile.Name}: {scheme.Id} is a built-in scheme, which has a benchmark of its own; a scheme of yours is expected.");
        }

        return WithDistinctIds(_schemeFile.Name, string.Join(' ', files), schemes);
    }
}
