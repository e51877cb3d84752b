using Benchmarks.Commands.Advise;
using CsCheck;

namespace Benchmarks.Tests.Commands.Advise;

/// <summary>Made-up machines and trainings.</summary>
internal static class Machines
{
    public const string Plain = "baseline", Faster = "faster";

    /// <summary>Machines of all kinds: fast and slow disks, one core and many, cheap and expensive steps and evaluations.</summary>
    public static Gen<EpochFacts> Any { get; } =
        Gen.Select(Gen.Double[1e-4, 0.1], Gen.Double[0, 1], Gen.Double[1e-3, 2], Gen.Double[0.3, 1.5], Gen.Double[0, 0.1], Gen.Double[0, 5], Gen.Int[0, 8], Gen.Double[0.7, 1.5])
            .Select((load, computed, step, other, evaluation, saving, cores, correction) => Of(load, load * computed, step, other, evaluation, saving, cores) with { Correction = correction });

    /// <summary>Numbers of images to train on and to evaluate.</summary>
    public static Gen<(int Train, int Validation)> Sizes { get; } = Gen.Select(Gen.Int[1, 5000], Gen.Int[0, 5000]);

    /// <summary>Settings of a training before it is changed.</summary>
    public static EpochSettings Now { get; } = new() { Workers = 2, Prefetch = 3, Scheme = Plain, BatchSize = 8 };

    /// <summary>A machine on which one thread loads an image in a given time and others as many more, and images in memory cost only what is computed for them.</summary>
    public static EpochFacts Of(double load, double loadCpu, double step, double otherScheme = 1, double evaluation = 0, double saving = 0, int cores = 0) => new()
    {
        SharedCores = cores,
        Loads = new[] { 0, 1, 2, 4 }.SelectMany(workers => new[] { false, true }.Select(caches => (workers, caches))).ToDictionary(
            key => key, key => new LoadRate((key.caches ? loadCpu : load) / Math.Max(1, key.workers), loadCpu)),
        Steps = new Dictionary<(string, int), StepRate>
        {
            [(Plain, 8)] = new(step, step * Math.Max(1, cores)),
            [(Faster, 8)] = new(step * otherScheme, step * otherScheme * Math.Max(1, cores)),
            [(Plain, 16)] = new(step * 1.9, step * 1.9 * Math.Max(1, cores)),
        },
        EvaluationComputing = evaluation,
        EvaluationWaiting = 0,
        Saving = saving,
        Measured = Now,
    };
}
