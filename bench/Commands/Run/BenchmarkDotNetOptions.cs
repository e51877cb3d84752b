using System.Collections;
using System.Reflection;
using BenchmarkDotNet.ConsoleArguments;
using CommandLine;
using CommandLines;

namespace Benchmarks.Commands.Run;

/// <summary>BenchmarkDotNet's own options, as its program reads them, and those of them that the suite does not take.</summary>
internal static class BenchmarkDotNetOptions
{
    private const string Steps = "the numbers of steps are fixed, so that runs can be compared: --warmupCount and --iterationCount set them";
    private const string OneStep = "an iteration is one training step, timed by itself";
    private const string Runtime = "cases run on the runtime of this program: build with another SDK to measure another one";
    private const string Build = "nothing is built for a case: it runs in this program, started again";
    private const string Jit = "the code of a training step is libtorch's: use perf, or the verb memory for its memory";

    // Options that would add a second job, and so a second row for each case, or would change the steps that the suite counts.
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["job"] = "it would measure every case a second time, in rows of its own. For the shortest run: --warmupCount 1 --iterationCount 1",
        ["runtimes"] = Runtime,
        ["cli"] = Runtime,
        ["packages"] = Runtime,
        ["coreRun"] = Runtime,
        ["monoPath"] = Runtime,
        ["clrVersion"] = Runtime,
        ["ilCompilerVersion"] = Runtime,
        ["ilcPackages"] = Runtime,
        ["platform"] = Runtime,
        ["wasmEngine"] = Runtime,
        ["wasmArgs"] = Runtime,
        ["wasmDataDir"] = Runtime,
        ["customRuntimePack"] = Runtime,
        ["AOTCompilerPath"] = Runtime,
        ["AOTCompilerMode"] = Runtime,
        ["launchCount"] = "--rounds sets the number of fresh processes of a case",
        ["keepFiles"] = Build,
        ["logBuildOutput"] = Build,
        ["generateBinLog"] = Build,
        ["buildTimeout"] = Build,
        ["minWarmupCount"] = Steps,
        ["maxWarmupCount"] = Steps,
        ["minIterationCount"] = Steps,
        ["maxIterationCount"] = Steps,
        ["iterationTime"] = OneStep,
        ["invocationCount"] = OneStep,
        ["unrollFactor"] = OneStep,
        ["runOncePerIteration"] = OneStep + " in any case",
        ["strategy"] = OneStep,
        ["noOverheadEvaluation"] = "no overhead is measured in any case, because a step takes so much longer",
        ["apples"] = "it compares jobs, and the suite has one. The verb versus compares two versions",
        ["statisticalTest"] = "the verbs compare and versus test differences",
        ["affinity"] = "start the program with taskset -c, and set --threads to the number of these cores",
        ["envVars"] = "set the variables before the program's name: NAME=value ./bench.sh ...; the cases inherit them",
        ["memoryRandomization"] = "it would set up the network again between steps",
        ["noForcedGCs"] = "garbage is collected between steps, so that no step pays for another one's",
        ["memory"] = "it counts .NET objects, where a training step has its memory in tensors: see the columns 'Peak alloc' and 'Peak resv', and the verb memory",
        ["threading"] = "it counts .NET's locks and thread pool, which a training step does not use: --threads sets libtorch's threads",
        ["exceptions"] = "it counts .NET's exceptions; a step that throws one is shown as failed",
        ["disasm"] = Jit,
        ["disasmDepth"] = Jit,
        ["disasmFilter"] = Jit,
        ["disasmDiff"] = Jit,
        ["profiler"] = Jit,
        ["counters"] = Jit,
        ["resume"] = "every run has a folder of its own, in which there is nothing to go on from",
    };

    /// <summary>Every option that BenchmarkDotNet has, in its order.</summary>
    public static IReadOnlyList<KnownOption> All { get; } = [.. typeof(CommandLineOptions).GetProperties()
        .Select(property => (property.PropertyType, Option: property.GetCustomAttribute<OptionAttribute>()!))
        .Where(each => each.Option is not null)
        .Select(each => Of(each.PropertyType, each.Option))];

    /// <summary>Reason that the suite does not take one of them, and what to use instead; null if it does.</summary>
    public static string? ReasonAgainst(KnownOption option) => Reasons.GetValueOrDefault(option.Name["--".Length..]);

    /// <summary>Names of the options with a reason, for the test that each of them exists.</summary>
    internal static IEnumerable<string> Refused => Reasons.Keys;

    private static KnownOption Of(Type type, OptionAttribute option)
    {
        bool several = type != typeof(string) && typeof(IEnumerable).IsAssignableFrom(type);
        string name = $"--{option.LongName}";
        return new KnownOption
        {
            Name = name,
            Names = option.ShortName.Length > 0 ? [name, $"-{option.ShortName}"] : [name],
            Fewest = type == typeof(bool) ? 0 : 1,
            Most = type == typeof(bool) ? 0 : several ? int.MaxValue : 1,
            ValueType = several ? typeof(string) : Nullable.GetUnderlyingType(type) ?? type,
            Accumulates = several,
        };
    }
}
