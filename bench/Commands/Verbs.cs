using System.CommandLine;
using Benchmarks.Commands.Advise;
using Benchmarks.Commands.Compare;
using Benchmarks.Commands.GateRates;
using Benchmarks.Commands.History;
using Benchmarks.Commands.Memory;
using Benchmarks.Commands.Peer;
using Benchmarks.Commands.Report;
using Benchmarks.Commands.Scaling;
using Benchmarks.Commands.Step;
using Benchmarks.Commands.Sweep;
using Benchmarks.Commands.Versus;
using CommandLines;

namespace Benchmarks.Commands;

/// <summary>The verbs that stand beside a run of the suite.</summary>
internal static class Verbs
{
    private static readonly RootCommand Root = new("The suite and what is done with its results.")
    {
        new AdviseCommand(),
        new StepCommand(),
        new MemoryCommand(),
        new SweepCommand(),
        new ScalingCommand(),
        new ReportCommand(),
        new CompareCommand(),
        new VersusCommand(),
        new PeerCommand(),
        new HistoryCommand(),
        new GateRatesCommand(),
    };

    /// <summary>Reads the command line of a verb.</summary>
    public static ProgramCommandLine CommandLine { get; } = new(Root, "./bench.sh");

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. CommandLine.Verbs];

    /// <summary>True if a command line begins with a word, which has to be a verb.</summary>
    public static bool StandFirst(string[] arguments) => arguments.Length > 0 && !OptionNames.IsOption(arguments[0]);
}
