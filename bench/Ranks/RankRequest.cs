using System.Text.Json;
using Benchmarks.Measurement;
using Schemes;

namespace Benchmarks.Ranks;

/// <summary>Part of one rank in the training steps that a world of ranks takes together.</summary>
internal sealed record RankRequest
{
    /// <summary>The environment variable that carries the request to a rank's process.</summary>
    public const string EnvironmentVariable = "YOLOV5_SUITE_RANK";

    /// <summary>Network, device, data (empty for a drawn batch), threads of this rank and memory of this rank.</summary>
    public required SuiteOptions Options { get; init; }

    /// <summary>Scheme of the step.</summary>
    public required Scheme Scheme { get; init; }

    /// <summary>Images of a step, over all ranks.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Number of the rank, from 0.</summary>
    public required int Rank { get; init; }

    /// <summary>Number of ranks.</summary>
    public required int WorldSize { get; init; }

    /// <summary>File at which the ranks meet.</summary>
    public required string MeetingFile { get; init; }

    /// <summary>True to measure the time of every collective.</summary>
    public bool RecordsTimes { get; init; }

    /// <summary>The request of this process, as its parent set it; null if there is none.</summary>
    public static RankRequest? FromEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { Length: > 0 } text ? JsonSerializer.Deserialize<RankRequest>(text, SuiteOptions.Json) : null;

    /// <summary>The requests of all ranks of a world. On CPUs they share the threads and the memory, on GPUs each has a device.</summary>
    /// <param name="options">Options of the whole: device <c>cpu</c>, or CUDA; threads and memory of all ranks together.</param>
    /// <param name="scheme">Scheme of the step.</param>
    /// <param name="batchSize">Images of a step, over all ranks.</param>
    /// <param name="worldSize">Number of ranks.</param>
    /// <exception cref="InvalidInputException">There are not as many devices, or the batch cannot be divided.</exception>
    public static RankRequest[] World(SuiteOptions options, Scheme scheme, int batchSize, int worldSize)
    {
        bool cuda = options.Device != "cpu";
        if (cuda && TorchDevices.CudaCount < worldSize)
            throw new InvalidInputException($"{worldSize} ranks need as many CUDA devices; this machine has {TorchDevices.CudaCount} that libtorch can use.");
        options.Training(scheme, batchSize).CheckBatch(worldSize);
        string file = Path.Combine(Path.GetTempPath(), $"suite-ranks-{Guid.NewGuid():N}");
        return [.. Enumerable.Range(0, worldSize).Select(rank => new RankRequest
        {
            Options = options with
            {
                Device = cuda && worldSize > 1 ? $"cuda:{rank}" : options.Device,
                Threads = cuda ? options.Threads : Math.Max(1, options.Threads / worldSize),
                MemoryBudget = options.MemoryBudget / worldSize,
            },
            Scheme = scheme,
            BatchSize = batchSize,
            Rank = rank,
            WorldSize = worldSize,
            MeetingFile = file,
        })];
    }

    /// <summary>Hands the request to a process that is about to start.</summary>
    public string ToText() => JsonSerializer.Serialize(this, SuiteOptions.Json);
}
