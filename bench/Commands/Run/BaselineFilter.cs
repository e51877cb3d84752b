using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Benchmarks.Rounds;

namespace Benchmarks.Commands.Run;

/// <summary>Has the baseline measured beside every scheme that a filter selects: without it no ratio and no claim can be judged.</summary>
internal static class BaselineFilter
{
    private static readonly string[] Names = ["--filter", "-f"];

    /// <summary>Returns the arguments with the baseline's cases among the filter's patterns, with the parameters of the cases that it selects.</summary>
    /// <param name="arguments">BenchmarkDotNet's arguments. Without a filter they are returned as they are.</param>
    /// <param name="types">Benchmark classes of the run.</param>
    public static string[] Complete(string[] arguments, IEnumerable<Type> types)
    {
        string[] split = [.. arguments.SelectMany(Split)];
        int at = Array.FindLastIndex(split, Names.Contains);
        if (at < 0)
            return arguments;
        string[] patterns = [.. split.Skip(at + 1).TakeWhile(argument => !argument.StartsWith('-'))];
        GlobFilter filter = new(patterns);
        BenchmarkCase[] cases = [.. types.Where(typeof(SchemeBenchmarks).IsAssignableFrom)
            .SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, ManualConfig.CreateEmpty().AddJob(Job.Dry)).BenchmarksCases)];
        HashSet<string> groups = [.. cases.Where(filter.Predicate).Select(CaseGroup.Of)];
        string[] baselines = [.. cases.Where(benchmark => benchmark.Descriptor.Baseline && groups.Contains(CaseGroup.Of(benchmark)) && !filter.Predicate(benchmark)).Select(CaseProcess.NameOf)];
        return [.. split[..(at + 1)], .. patterns, .. baselines, .. split[(at + 1 + patterns.Length)..]];
    }

    private static string[] Split(string argument) =>
        Names.FirstOrDefault(name => argument.StartsWith(name + "=", StringComparison.Ordinal)) is { } name ? [name, argument[(name.Length + 1)..]] : [argument];
}
