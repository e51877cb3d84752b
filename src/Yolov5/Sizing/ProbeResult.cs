using System.Text.Json;
using System.Text.Json.Serialization;

namespace Yolov5.Sizing;

/// <summary>Result of a probe.</summary>
public sealed record ProbeResult
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Status that it ended with.</summary>
    public required ProbeStatus Status { get; init; }

    /// <summary>Reason that it did not end well, in one line.</summary>
    public string? Message { get; init; }

    /// <summary>Median time of a step in seconds; null if no step ended.</summary>
    public double? StepSeconds { get; init; }

    /// <summary>The most bytes in tensors at once, over all steps; null if they did not all run.</summary>
    public long? PeakAllocatedBytes { get; init; }

    /// <summary>The most bytes that the allocator held at once.</summary>
    public long? PeakReservedBytes { get; init; }

    /// <summary>Memory of the device, or the budget.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Bytes of it that were free before the probe allocated any.</summary>
    public long AvailableBytes { get; init; }

    /// <summary>The result as one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote; null if the text is something else.</summary>
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
