using System.Text.Json;
using System.Text.Json.Serialization;
using Yolov5.Training;

namespace Yolov5.Sizing;

/// <summary>Steps that a probe is to run; the request travels to the probe's process as JSON.</summary>
public sealed record ProbeRequest
{
    /// <summary>Labels of an image if no data set is known: more than crowded pictures have, mosaics of four included.</summary>
    public const int CrowdedImage = 100;

    /// <summary>Classes of COCO, if no data set is known.</summary>
    public const int CocoClasses = 80;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>
    /// Network, image size, batch size, device, scheme, optimizer, loss. Its data and weights are not read: a step takes
    /// the same memory whatever the pixels and weights are.
    /// </summary>
    public required TrainingConfig Config { get; init; }

    /// <summary>Training steps or forward passes.</summary>
    public ProbeMode Mode { get; init; }

    /// <summary>Classes of the network.</summary>
    public int ClassCount { get; init; } = CocoClasses;

    /// <summary>Labels of every image: the most that the data can contain.</summary>
    public int LabelsPerImage { get; init; } = CrowdedImage;

    /// <summary>libtorch's threads on the CPU.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Bytes that CPU tensors may take; 0 without a bound.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>Steps whose time is taken, after one that is not; at least two run, and an even number of them.</summary>
    public int TimedSteps { get; init; } = 3;

    /// <summary>The request as one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this with { Config = Config with { Data = "", Weights = null, RgbWeights = null, EventWeights = null } }, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidInputException">The text is not a request.</exception>
    public static ProbeRequest FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ProbeRequest>(json, Json) ?? throw new InvalidInputException("The probe's request is empty.");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException($"The probe's request cannot be read: {exception.Message}", exception);
        }
    }
}
