using System.Globalization;

namespace Benchmarks.Commands.Advise;

/// <summary>Settings of a training that its speed depends on.</summary>
internal sealed record EpochSettings
{
    /// <summary>Threads that load.</summary>
    public required int Workers { get; init; }

    /// <summary>Batches that are loaded ahead.</summary>
    public required int Prefetch { get; init; }

    /// <summary>True to keep decoded images in memory.</summary>
    public bool Caches { get; init; }

    /// <summary>Id of the scheme.</summary>
    public required string Scheme { get; init; }

    /// <summary>Images of a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Epochs from one evaluation to the next; 0 never evaluates.</summary>
    public int EvalPeriod { get; init; } = 1;

    /// <summary>True to save checkpoints after every epoch, not the last one alone.</summary>
    public bool Saves { get; init; } = true;

    /// <summary>Share of the epochs that are evaluated.</summary>
    public double EvaluatedShare => EvalPeriod == 0 ? 0 : 1.0 / EvalPeriod;

    /// <summary>True if a batch is loaded while another one is trained on: a loader that makes one batch ahead begins it when it is asked for.</summary>
    public bool Overlaps => Workers > 0 && Prefetch > 1;

    /// <summary>Options of <c>yolo5 train</c> by which the settings differ from others.</summary>
    public string OptionsAgainst(EpochSettings other)
    {
        List<string> options = [];
        if (Scheme != other.Scheme)
            options.Add($"--scheme {Scheme}");
        if (BatchSize != other.BatchSize)
            options.Add($"--batch-size {Text(BatchSize)}");
        if (Workers != other.Workers)
            options.Add($"--workers {Text(Workers)}");
        if (Prefetch != other.Prefetch)
            options.Add($"--prefetch {Text(Prefetch)}");
        if (Caches != other.Caches)
            options.Add(Caches ? "--cache ram" : "without --cache");
        if (EvalPeriod != other.EvalPeriod)
            options.Add(EvalPeriod == 0 ? "--no-eval-map" : $"--eval-period {Text(EvalPeriod)}");
        if (Saves != other.Saves)
            options.Add(Saves ? "without --nosave" : "--nosave");
        return string.Join(' ', options);
    }

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
