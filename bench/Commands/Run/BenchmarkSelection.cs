using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.ConsoleArguments.ListBenchmarks;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using CommandLines;

namespace Benchmarks.Commands.Run;

/// <summary>Checks BenchmarkDotNet's part of a command line with its own parser and its own filters, before anything is prepared.</summary>
internal static class BenchmarkSelection
{
    private const int MostNames = 12;

    /// <summary>Checks that values can be used and that each filter selects a benchmark.</summary>
    /// <param name="types">Classes of the benchmarks. Their parameters are read from the environment.</param>
    /// <param name="arguments">BenchmarkDotNet's arguments.</param>
    /// <exception cref="InvalidInputException">A value cannot be used, or no benchmark is selected.</exception>
    public static void Check(IReadOnlyList<Type> types, string[] arguments)
    {
        AccumulationLogger log = new();
        (bool isUsable, IConfig? selected, CommandLineOptions? options) = ConfigParser.Parse(arguments, log, null);
        if (!isUsable)
            throw new InvalidInputException(FirstLines(log.GetLog()));
        if (options!.PrintInformation)
            return;
        ManualConfig all = ManualConfig.CreateEmpty().AddJob(Job.Dry);
        BenchmarkCase[] cases = [.. types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, all).BenchmarksCases)];
        foreach (string filter in options.Filters)
        {
            GlobFilter glob = new([filter]);
            if (!cases.Any(glob.Predicate))
                throw new InvalidInputException($"--filter '{filter}': no benchmark is selected.{Near(filter, cases)} './bench.sh --list flat' names all of them.");
        }

        foreach (IFilter filter in selected!.GetFilters())
        {
            if (!cases.Any(filter.Predicate))
                throw new InvalidInputException($"{string.Join(' ', arguments)}: no benchmark is selected; './bench.sh --list flat' names them, --filter takes patterns such as '*Amp*'.");
        }

        bool selects = options.Filters.Any() || options.AttributeNames.Any() || options.AllCategories.Any() || options.AnyCategories.Any();
        if (!selects && options.ListBenchmarkCaseMode == ListBenchmarkCaseMode.Disabled && Console.IsInputRedirected && Console.In.Peek() < 0)
            throw new InvalidInputException("Which benchmarks? --filter takes patterns such as '*Amp*', or '*' for all; './bench.sh --list flat' names them.");
    }

    /// <summary>Returns true if the arguments select a case of some classes; without a filter they may.</summary>
    public static bool Selects(IEnumerable<Type> types, string[] arguments)
    {
        (_, IConfig? selected, _) = ConfigParser.Parse(arguments, new AccumulationLogger(), null);
        IFilter[] filters = [.. selected?.GetFilters() ?? []];
        ManualConfig all = ManualConfig.CreateEmpty().AddJob(Job.Dry);
        return types.SelectMany(type => BenchmarkConverter.TypeToBenchmarks(type, all).BenchmarksCases).Any(each => filters.All(filter => filter.Predicate(each)));
    }

    // Patterns are compared with methods, with classes, and with both.
    private static string Near(string filter, BenchmarkCase[] cases)
    {
        string name = filter.Trim('*', '?', '.', ' ');
        string[] methods = [.. cases.Select(each => each.Descriptor.WorkloadMethod.Name).Distinct()];
        string[] classes = [.. cases.Select(each => each.Descriptor.Type.Name).Distinct()];
        IReadOnlyList<string> near = NearNames.Of(name.Split('.')[^1], [.. methods, .. classes]);
        if (near.Count > 0)
            return $" Did you mean {string.Join(" or ", near.Select(each => $"'*{each}*'"))}?";

        // A pattern has to match the whole name.
        return cases.Any(each => new GlobFilter([$"*{name}*"]).Predicate(each)) && name.Length > 0
            ? $" A pattern stands for a whole name: '*{name}*' selects some."
            : $" There are {string.Join(", ", methods.Take(MostNames))}{(methods.Length > MostNames ? ", ..." : ".")}";
    }

    // The log also contains all options.
    private static string FirstLines(string log)
    {
        string[] lines = [.. log.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        int error = Array.FindIndex(lines, line => line.StartsWith("ERROR(S)", StringComparison.Ordinal));
        return lines.Length == 0 ? "BenchmarkDotNet cannot use its arguments." : error >= 0 && error + 1 < lines.Length ? lines[error + 1] : lines[0];
    }
}
