using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Schemes.Memory;
using TorchSharp;
using Yolov5;

namespace Benchmarks.Options;

/// <summary>The suite's own options; whatever is not one of them is BenchmarkDotNet's.</summary>
public sealed class SuiteCommandLine
{
    private readonly Option<string?> _model = new("--model") { Description = "Network: n, s, m, l or x (CPU: n, CUDA: s)." };
    private readonly Option<int?> _imageSize = new("--imgsz") { Description = "Side of the square images in pixels, a multiple of 32 (CPU: 320, CUDA: 640)." };
    private readonly Option<string?> _batch = new("--batch") { Description = "Images a step, separated by commas (CPU: 2,4,8; CUDA: 8,16,32,64)." };
    private readonly Option<string?> _data = new("--data") { Description = "A dataset YAML (a data set drawn by the suite itself)." };
    private readonly Option<string?> _weights = new("--weights") { Description = "A .pt file to start from (the default data set: a warm start that is trained once and kept)." };
    private readonly Option<string?> _device = new("--device") { Description = "cpu, or cuda:0 (CUDA where there is one)." };
    private readonly Option<int> _accuracyEpochs = new("--accuracy-epochs") { Description = "Epochs of the accuracy pass.", DefaultValueFactory = _ => 1 };
    private readonly Option<bool> _noAccuracy = new("--no-accuracy") { Description = "Leave the accuracy pass out." };
    private readonly Option<string?> _seeds = new("--seeds") { Description = "Seeds of the accuracy pass, separated by commas, one repetition each (0)." };
    private readonly Option<int?> _threads = new("--threads") { Description = "libtorch's threads on the CPU (all cores)." };
    private readonly Option<string?> _memoryBudget = new("--memory-budget") { Description = "The most memory that CPU tensors may take: 4GiB, 512MiB." };
    private readonly Option<int> _warmup = new("--warmupCount") { Description = "Steps of a case before the measured ones.", DefaultValueFactory = _ => 3 };
    private readonly Option<int> _iterations = new("--iterationCount") { Description = "Measured steps of a case.", DefaultValueFactory = _ => 15 };
    private readonly Option<string?> _artifacts = new("--artifacts", "-a") { Description = "Folder that runs are written to (artifacts/ of the repository)." };
    private readonly Option<bool> _appendHistory = new("--append-history") { Description = "Append the run to the history of its device and workload, in the folder history/ of the artifacts." };
    private readonly Option<bool> _inProcess = new("--inProcess", "-i") { Description = "Run the cases in this process instead of a fresh one each." };

    private readonly RootCommand _command;

    /// <summary>Makes the definition.</summary>
    public SuiteCommandLine()
    {
        _command = new RootCommand("Measures training steps of YOLOv5 under different optimizations. Everything that is not listed here is BenchmarkDotNet's own.")
        {
            _model, _imageSize, _batch, _data, _weights, _device, _accuracyEpochs, _noAccuracy, _seeds, _threads, _memoryBudget, _warmup, _iterations, _artifacts, _appendHistory, _inProcess,
        };
        _command.TreatUnmatchedTokensAsErrors = false;
    }

    /// <summary>Prints the suite's own options.</summary>
    public void PrintHelp() => _command.Parse(["--help"]).Invoke();

    /// <summary>Splits a command line into the suite's options and BenchmarkDotNet's arguments.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="runId">Name of this run and of its folder.</param>
    /// <param name="defaultArtifacts">Where runs are written if nothing is said.</param>
    /// <param name="defaultData">Gives the path of the default data set's YAML, made where it is not there.</param>
    /// <exception cref="InvalidInputException">A value cannot be used.</exception>
    public (SuiteOptions Options, string[] Remaining, bool InProcess) Parse(string[] arguments, string runId, string defaultArtifacts, Func<string> defaultData)
    {
        ArgumentNullException.ThrowIfNull(defaultData);
        ParseResult parsed = _command.Parse(arguments);
        if (parsed.Errors.Count > 0)
            throw new InvalidInputException(parsed.Errors[0].Message);

        string device = DeviceName(parsed.GetValue(_device));
        bool cuda = device != "cpu";
        string? data = parsed.GetValue(_data);
        SuiteOptions options = new()
        {
            Model = ModelName(parsed.GetValue(_model) ?? (cuda ? "s" : "n")),
            ImageSize = Side(parsed.GetValue(_imageSize) ?? (cuda ? 640 : 320)),
            BatchSizes = Numbers("--batch", parsed.GetValue(_batch) ?? (cuda ? "8,16,32,64" : "2,4,8"), 1, 65536, int.Parse),
            Device = device,
            Data = data is null ? defaultData() : ExistingFile("--data", data),
            Weights = parsed.GetValue(_weights) is { } weights ? ExistingFile("--weights", weights) : null,
            AccuracyEpochs = parsed.GetValue(_noAccuracy) ? 0 : Positive("--accuracy-epochs", parsed.GetValue(_accuracyEpochs)),
            Seeds = Numbers("--seeds", parsed.GetValue(_seeds) ?? "0", 0L, long.MaxValue, long.Parse),
            Threads = Positive("--threads", parsed.GetValue(_threads) ?? Environment.ProcessorCount),
            MemoryBudget = Budget(parsed.GetValue(_memoryBudget)),
            WarmupCount = Positive("--warmupCount", parsed.GetValue(_warmup)),
            IterationCount = Positive("--iterationCount", parsed.GetValue(_iterations)),
            AppendHistory = parsed.GetValue(_appendHistory),
            ArtifactsPath = Path.GetFullPath(Path.Combine(parsed.GetValue(_artifacts) ?? defaultArtifacts, runId)),
        };
        return (options, [.. parsed.UnmatchedTokens], parsed.GetValue(_inProcess));
    }

    internal static string DeviceName(string? given)
    {
        if (given is null)
            return Interop.Devices.CudaCount > 0 ? "cuda:0" : "cpu";
        string name = int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? $"cuda:{index}" : given;
        if (name == "cuda")
            name = "cuda:0";
        if (name == "cpu")
            return name;
        if (!name.StartsWith("cuda:", StringComparison.Ordinal) || !int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out index))
            throw new InvalidInputException($"--device {given}: cpu, cuda:0 or a number is expected.");
        if (index >= Interop.Devices.CudaCount)
            throw new InvalidInputException($"--device {given}: this machine has {Interop.Devices.CudaCount} CUDA devices that libtorch {Interop.Library.TorchVersion} can use.");
        return name;
    }

    internal static long Budget(string? given)
    {
        try
        {
            return given is null ? 0 : ByteSize.Parse(given);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException($"--memory-budget: {exception.Message}");
        }
    }

    internal static string ModelName(string given)
    {
        string size = given.StartsWith("yolov5", StringComparison.Ordinal) ? given["yolov5".Length..] : given;
        return size is "n" or "s" or "m" or "l" or "x"
            ? size
            : throw new InvalidInputException($"--model {given}: n, s, m, l or x is expected.");
    }

    internal static int Side(int side) =>
        side >= 32 && side % 32 == 0 ? side : throw new InvalidInputException($"--imgsz {side}: a multiple of 32 is expected.");

    private static int Positive(string option, int value) =>
        value >= 1 ? value : throw new InvalidInputException($"{option} {value}: at least 1 is expected.");

    private static string ExistingFile(string option, string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw new InvalidInputException($"{option} {path}: there is no such file.");

    internal static T[] Numbers<T>(string option, string text, T least, T most, Func<string, NumberStyles, CultureInfo, T> parse)
        where T : IComparable<T>
    {
        try
        {
            T[] values = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => parse(part, NumberStyles.None, CultureInfo.InvariantCulture))];
            if (values.All(value => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0))
                return [.. values.Distinct()];
        }
        catch (Exception failure) when (failure is FormatException or OverflowException)
        {
            // Said below, with what is allowed.
        }

        throw new InvalidInputException($"{option} {text}: whole numbers from {least} to {most}, separated by commas, are expected.");
    }
}
