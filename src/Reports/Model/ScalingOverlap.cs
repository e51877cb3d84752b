using System.Text.Json.Serialization;

namespace Reports.Model;

/// <summary>Seconds of forward and backward pass and of the exchange of its gradients, apart and together; medians of several rounds.</summary>
public sealed record ScalingOverlap
{
    /// <summary>Forward and backward pass, gradients not exchanged.</summary>
    public required double ComputeSeconds { get; init; }

    /// <summary>Exchange of as many bytes in the same buckets, nothing computed.</summary>
    public required double AloneSeconds { get; init; }

    /// <summary>Processor time of a rank for the exchange alone, the system's part included.</summary>
    public required double AloneCpuSeconds { get; init; }

    /// <summary>Both at once and independent of each other, the exchange started before the forward pass: <see cref="ComputeSeconds"/> plus the median of the extra time in a round.</summary>
    public required double FreeSeconds { get; init; }

    /// <summary>Both as the training does it: <see cref="ComputeSeconds"/> plus the median of the extra time in a round.</summary>
    public required double TogetherSeconds { get; init; }

    /// <summary>Share of the exchange that costs no time in training, 0..1, as the difference of times says.</summary>
    [JsonIgnore]
    public double HiddenShare => Share(TogetherSeconds);

    /// <summary>Share that would cost no time if the exchange could begin at once, 0..1: the most that the cores allow.</summary>
    [JsonIgnore]
    public double AllowedShare => Share(FreeSeconds);

    private double Share(double both) => AloneSeconds > 0 ? Math.Clamp((ComputeSeconds + AloneSeconds - both) / AloneSeconds, 0, 1) : 0;
}
