using System.Globalization;

namespace Benchmarks.Commands.Advise;

/// <summary>Loading alone.</summary>
/// <param name="Seconds">Time of an image, over all threads together.</param>
/// <param name="CpuSeconds">Processor time of an image.</param>
internal sealed record LoadRate(double Seconds, double CpuSeconds)
{
    /// <summary>The measurement's name, for the progress and the table.</summary>
    public static string Name(int workers, bool caches) =>
        string.Create(CultureInfo.InvariantCulture, $"loading alone, {workers} {(workers == 1 ? "worker" : "workers")}{(caches ? ", images in memory" : "")}");
}

/// <summary>A step alone.</summary>
/// <param name="Seconds">Time of a step.</param>
/// <param name="CpuSeconds">Processor time of a step.</param>
internal sealed record StepRate(double Seconds, double CpuSeconds);

/// <summary>Measurements from which the time of an epoch is predicted.</summary>
internal sealed record EpochFacts
{
    /// <summary>Cores that the threads of the step and those that load share; 0 where the step is computed on another device.</summary>
    public required int SharedCores { get; init; }

    /// <summary>Loading by the number of threads, without and with images in memory.</summary>
    public required IReadOnlyDictionary<(int Workers, bool Caches), LoadRate> Loads { get; init; }

    /// <summary>Steps by scheme and batch size.</summary>
    public required IReadOnlyDictionary<(string Scheme, int BatchSize), StepRate> Steps { get; init; }

    /// <summary>Seconds that the evaluation computes for an image.</summary>
    public required double EvaluationComputing { get; init; }

    /// <summary>Seconds that the evaluation waits for an image, with <see cref="Measured"/>.</summary>
    public required double EvaluationWaiting { get; init; }

    /// <summary>Seconds of writing results and checkpoints.</summary>
    public required double Saving { get; init; }

    /// <summary>Settings under which the evaluation and <see cref="Correction"/> were measured.</summary>
    public required EpochSettings Measured { get; init; }

    /// <summary>Measured time of the part that trains, with steps and loading at the same time, over that of the model.</summary>
    public double Correction { get; init; } = 1;
}
