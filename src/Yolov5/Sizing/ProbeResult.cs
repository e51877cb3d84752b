using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yolov5.Sizing;

/// <summary>What a probe found.</summary>
public sealed record ProbeResult
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>How it ended.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>Why it did not end well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Median time of a step in seconds; null where no step ended.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>The most bytes in tensors at once, over all steps; null where they did not all run.</summary>
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>The most bytes that the allocator held at once.</summary>
    public long? PeakReservedBytes { get; init; }

    /// <summary>Memory of the device, or the budget.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What of it was free before the probe put anything there.</summary>
    public long AvailableBytes { get; init; }

    /// <summary>The result as one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where the text is something else.</summary>
    public static ProbeResult? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ProbeResult>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
