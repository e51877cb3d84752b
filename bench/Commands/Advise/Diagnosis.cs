using System.Globalization;
using Reports.Advice;

namespace Benchmarks.Commands.Advise;

/// <summary>Names the limit of an epoch by what was measured.</summary>
internal sealed record Diagnosis
{
    /// <summary>Utilisation from which cores count as busy.</summary>
    public const double Busy = 0.85;

    /// <summary>Share of the time that another step, or loading without a core, has to save to name the limit.</summary>
    public const double WorthIt = 0.1;

    /// <summary>Time of an epoch.</summary>
    public required EpochTime Now { get; init; }

    /// <summary>Utilisation of the cores while it trains, where the step is computed on them; null on other devices.</summary>
    public double? CoreUtilisation { get; init; }

    /// <summary>Share of loading in the processor time of loading and steps, 0..1.</summary>
    public required double LoadingOfCpu { get; init; }

    /// <summary>Images of a pass where memory is too small for a batch; null where it is not.</summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>Images of a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Share of the epoch that the best other scheme saves.</summary>
    public double SchemeGain { get; init; }

    /// <summary>Share of the epoch that the best other batch size saves.</summary>
    public double BatchGain { get; init; }

    /// <summary>Cores of the machine that the program may use.</summary>
    public required int Cores { get; init; }

    /// <summary>The limit, and the figures that show it.</summary>
    public (Bottleneck Bottleneck, string Reason) Name()
    {
        double most = Now.Parts.Max(part => part.Seconds);
        string shares = string.Join(", ", Now.Parts.Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Name} {part.Seconds / Now.Total:P0}")));
        if (most == Now.Evaluation)
            return (Bottleneck.Evaluation, Text($"{shares} of an epoch."));
        if (most == Now.Saving)
            return (Bottleneck.Saving, Text($"{shares} of an epoch."));
        if (MicroBatchSize is { } pass)
            return (Bottleneck.Memory, Text($"A batch of {BatchSize} does not fit: steps are computed in passes of {pass} images. {shares} of an epoch."));
        double loading = CoreUtilisation >= Busy ? LoadingOfCpu : 0;
        if (loading >= WorthIt && (most == Now.Waiting || loading >= Math.Max(SchemeGain, BatchGain)))
            return (Bottleneck.Cores, Text($"{Counted()} busy at {CoreUtilisation:P0} while training, {LoadingOfCpu:P0} of it with loading. {shares} of an epoch."));
        if (most == Now.Waiting)
            return (Bottleneck.Loading, Text($"{shares} of an epoch{(CoreUtilisation is { } used ? Text($"; {Counted()} busy at {used:P0} while training") : "")}."));
        if (Math.Max(SchemeGain, BatchGain) >= WorthIt)
        {
            return SchemeGain >= BatchGain
                ? (Bottleneck.Precision, Text($"{shares} of an epoch; another scheme saves {SchemeGain:P0}."))
                : (Bottleneck.Batch, Text($"{shares} of an epoch; another batch size saves {BatchGain:P0}."));
        }

        return (Bottleneck.Device, Text($"{shares} of an epoch; no other scheme or batch size saves {WorthIt:P0}."));
    }

    private string Counted() => Cores == 1 ? "1 core is" : Text($"{Cores} cores are");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture).Replace(" %", "%", StringComparison.Ordinal);
}
