using Reports.Model;

namespace Reports.Advice;

/// <summary>Findings of the adviser: what limits an epoch, what to change, what that brings.</summary>
public sealed record AdviceResult
{
    /// <summary>The schema that this program writes, and the newest that it reads.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of the file's schema; a reader refuses newer ones.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Time at which the measurement began, UTC.</summary>
    public required DateTimeOffset StartedUtc { get; init; }

    /// <summary>The command that makes it again.</summary>
    public string? CommandLine { get; init; }

    /// <summary>The machine and the software.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>Settings of now, in one line.</summary>
    public required string Settings { get; init; }

    /// <summary>Images of an epoch.</summary>
    public required int Images { get; init; }

    /// <summary>Images of an evaluation.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>Limit of the epoch's time.</summary>
    public required Bottleneck Bottleneck { get; init; }

    /// <summary>Figures that show it, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>An epoch with the settings of now, from short runs of the training.</summary>
    public required EpochTime Now { get; init; }

    /// <summary>95% interval of the seconds of <see cref="Now"/>; null where there are too few runs.</summary>
    public Interval? NowInterval { get; init; }

    /// <summary>Predicted epoch with the advised settings; null where nothing is advised.</summary>
    public EpochTime? Changed { get; init; }

    /// <summary>95% interval of the seconds of <see cref="Changed"/>; null where there are too few runs.</summary>
    public Interval? ChangedInterval { get; init; }

    /// <summary>Advised options of <c>yolo5 train</c>; empty where nothing is advised.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Predicted share of the epoch's time that the advice saves.</summary>
    public double Gain { get; init; }

    /// <summary>95% interval of <see cref="Gain"/>; null where there are too few runs.</summary>
    public Interval? GainInterval { get; init; }

    /// <summary>Changes that were considered, each alone.</summary>
    public required IReadOnlyList<AdviceCandidate> Candidates { get; init; }

    /// <summary>Utilisation of the device while it trains now, 0..1.</summary>
    public double? Utilisation { get; init; }

    /// <summary>Measurements that the predictions rest on, each with its value.</summary>
    public required IReadOnlyList<AdviceFact> Facts { get; init; }

    /// <summary>Both settings measured over whole epochs; null where that was not asked for.</summary>
    public AdviceProof? Proof { get; init; }
}
