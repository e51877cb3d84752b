using System.CommandLine;
using Reports.Comparison;

namespace Benchmarks.Commands;

/// <summary>The options that say what counts as a change, for the verbs that judge one.</summary>
internal sealed class ComparisonThresholds
{
    private readonly Option<double> _time = FractionOption.Create("--threshold", "Relative change of the iteration time from which a case is slower or faster.", 0.05);
    private readonly Option<double> _memory = FractionOption.Create("--memory-threshold", "Relative change of the peak allocated memory that counts.", 0.01);
    private readonly Option<double> _map = FractionOption.Create("--map-threshold", "Absolute change of mAP@0.5 that counts, where the spread of repeated passes is not wider.", 0.02);
    private readonly Option<bool> _force = new("--force") { Description = "Compare although device, libtorch or workload differ." };

    /// <summary>Creates the option for what a machine may change between two times, for the verbs that compare such runs.</summary>
    public static Option<double> Drift() =>
        FractionOption.Create("--drift", "Share by which the machine alone may be slower at another time; measure it with gate-rates.", new ComparisonOptions().MachineDrift);

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [_time, _memory, _map, _force];

    /// <summary>Reads the thresholds that a command line asks for.</summary>
    /// <exception cref="Reports.InvalidInputException">A threshold is not usable.</exception>
    public ComparisonOptions Read(ParseResult parsed) => new ComparisonOptions
    {
        TimeThreshold = parsed.GetValue(_time),
        MemoryThreshold = parsed.GetValue(_memory),
        MapThreshold = parsed.GetValue(_map),
        Force = parsed.GetValue(_force),
    }.Validated();
}
