using System.Text.Json;
using System.Text.Json.Serialization;
using Yolov5.Training;

namespace Benchmarks.Epochs;

/// <summary>A training whose epochs are to be measured in a process of its own.</summary>
internal sealed record EpochRequest
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, IgnoreReadOnlyProperties = true };

    /// <summary>Configuration of the training.</summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>Folder that results and checkpoints are written to.</summary>
    public required string Folder { get; init; }

    /// <summary>Images of an epoch, at least 1; all where there are fewer.</summary>
    public int TrainImages { get; init; } = int.MaxValue;

    /// <summary>Images of a validation, at least 1; all where there are fewer.</summary>
    public int ValidationImages { get; init; } = int.MaxValue;

    /// <summary>Bytes a second of a pretended disk; null reads as the machine does.</summary>
    public double? ReadBytesPerSecond { get; init; }

    /// <summary>Bytes that CPU tensors may take; 0 without a bound.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>libtorch's threads on the CPU.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The request as one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static EpochRequest FromJson(string json) => JsonSerializer.Deserialize<EpochRequest>(json, Json) ?? throw new InvalidInputException("The request is empty.");
}
