using System.Text.Json;
using System.Text.Json.Serialization;
using Schemes;
using Yolov5.Data.Augmentation;
using Yolov5.Optimization;
using Yolov5.Training;

namespace Benchmarks.Measurement;

/// <summary>
/// Options of the suite, beside BenchmarkDotNet's own. All paths are absolute: benchmark processes run elsewhere.
/// </summary>
public sealed record SuiteOptions
{
    /// <summary>The environment variable that carries the options to the benchmark processes.</summary>
    public const string EnvironmentVariable = "YOLOV5_SUITE_OPTIONS";

    internal static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Network: n, s, m, l or x.</summary>
    public required string Model { get; init; }

    /// <summary>Side of the square images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Images a step; one case for each.</summary>
    public required IReadOnlyList<int> BatchSizes { get; init; }

    /// <summary>Schemes of the user's files, measured beside the built-in ones.</summary>
    public IReadOnlyList<Scheme> CustomSchemes { get; init; } = [];

    /// <summary>Device to compute on: <c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>The dataset YAML.</summary>
    public required string Data { get; init; }

    /// <summary>Weights to start from; null begins with the cached warm start.</summary>
    public string? Weights { get; init; }

    /// <summary>Epochs of the accuracy pass; 0 leaves it out.</summary>
    public int AccuracyEpochs { get; init; } = 1;

    /// <summary>Seeds of the accuracy pass, one repetition each.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [0];

    /// <summary>Threads of libtorch inside an operator.</summary>
    public required int Threads { get; init; }

    /// <summary>Bytes that CPU tensors may take; 0 without a bound.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Steps of every process before the measured ones.</summary>
    public int WarmupCount { get; init; } = 3;

    /// <summary>Fresh processes of every case, spread over the run.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>The most measured steps of a process.</summary>
    public int IterationCount { get; init; } = 6;

    /// <summary>True to measure the baseline beside every other scheme, whatever the filter.</summary>
    public bool WithBaseline { get; init; } = true;

    /// <summary>True if a filter names a parameter, and may ask for any of its values; otherwise benchmarks of many settings have a few of them.</summary>
    public bool AllParameters { get; init; }

    /// <summary>True to measure the best cases again in turn before one is recommended.</summary>
    public bool WithRunOff { get; init; } = true;

    /// <summary>True to append the run to the history beside the runs.</summary>
    public bool AppendHistory { get; init; }

    /// <summary>Folder that the run is written to.</summary>
    public required string ArtifactsPath { get; init; }

    /// <summary>The options of this process, as its parent set them.</summary>
    /// <exception cref="InvalidOperationException">The process was not started by the suite.</exception>
    public static SuiteOptions FromEnvironment()
    {
        string text = Environment.GetEnvironmentVariable(EnvironmentVariable)
            ?? throw new InvalidOperationException($"{EnvironmentVariable} is not set: start the benchmarks through the suite's own program.");
        return JsonSerializer.Deserialize<SuiteOptions>(text, Json)
            ?? throw new InvalidOperationException($"{EnvironmentVariable} holds no options.");
    }

    /// <summary>The configuration of one case.</summary>
    public TrainingConfig Training(Scheme scheme, int batchSize) => new()
    {
        Model = Model,
        Data = Data,
        Weights = Weights,
        ImageSize = ImageSize,
        BatchSize = batchSize,
        Device = Device,
        Scheme = scheme,
        Hyperparameters = new Hyperparameters { Augmentation = AugmentationOptions.OfSingleImages },
    };

    /// <summary>Hands the options to this process's children (and to itself, for benchmarks run in process).</summary>
    public void ToEnvironment() => Environment.SetEnvironmentVariable(EnvironmentVariable, JsonSerializer.Serialize(this, Json));
}
