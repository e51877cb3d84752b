using Reports.Model;

namespace Reports.Advice;

/// <summary>Whole epochs with both settings, measured in turn.</summary>
public sealed record AdviceProof
{
    /// <summary>Images of an epoch.</summary>
    public required int Images { get; init; }

    /// <summary>Images of an evaluation.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>Median of the epochs with the settings of now, part by part.</summary>
    public required EpochTime Now { get; init; }

    /// <summary>Median of the epochs with the advised settings, part by part.</summary>
    public required EpochTime Changed { get; init; }

    /// <summary>Seconds of each epoch with the settings of now.</summary>
    public required IReadOnlyList<double> NowSeconds { get; init; }

    /// <summary>Seconds of each epoch with the advised settings.</summary>
    public required IReadOnlyList<double> ChangedSeconds { get; init; }

    /// <summary>Measured share of the time that is saved.</summary>
    public required double Gain { get; init; }

    /// <summary>95% interval of <see cref="Gain"/>; null where there are too few epochs.</summary>
    public Interval? GainInterval { get; init; }

    /// <summary>Gain that was predicted for epochs of this size.</summary>
    public required double PredictedGain { get; init; }
}
