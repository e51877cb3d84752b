using System.Collections.Immutable;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Benchmarks.Commands.Run;

/// <summary>
/// Cases by batch size, in the order of their declaration. Cases of schemes from files stand with the built-in ones of
/// their batch size, and their ratios are to the same baseline.
/// </summary>
internal sealed class SuiteOrderer : IOrderer
{
    /// <inheritdoc/>
    public bool SeparateLogicalGroups => true;

    /// <inheritdoc/>
    public IEnumerable<BenchmarkCase> GetExecutionOrder(ImmutableArray<BenchmarkCase> benchmarksCase, IEnumerable<BenchmarkLogicalGroupRule>? order = null) =>
        benchmarksCase.OrderBy(Place).ThenBy(benchmark => benchmark.Descriptor.MethodIndex);

    /// <inheritdoc/>
    public IEnumerable<BenchmarkCase> GetSummaryOrder(ImmutableArray<BenchmarkCase> benchmarksCases, Summary summary) =>
        benchmarksCases.GroupBy(benchmark => Key(benchmark)).OrderBy(group => group.Min(Place)).SelectMany(group => group);

    /// <inheritdoc/>
    public string? GetHighlightGroupKey(BenchmarkCase benchmarkCase) => null;

    /// <inheritdoc/>
    public string? GetLogicalGroupKey(ImmutableArray<BenchmarkCase> allBenchmarksCases, BenchmarkCase benchmarkCase) => Key(benchmarkCase);

    /// <inheritdoc/>
    public IEnumerable<IGrouping<string, BenchmarkCase>> GetLogicalGroupOrder(
        IEnumerable<IGrouping<string, BenchmarkCase>> logicalGroups, IEnumerable<BenchmarkLogicalGroupRule>? order = null) => logicalGroups;

    private static string Key(BenchmarkCase benchmark) => $"{CaseGroup.Of(benchmark)}, {benchmark.Job.DisplayInfo}";

    private static int Place(BenchmarkCase benchmark) => benchmark.Parameters[nameof(SchemeBenchmarks.BatchSize)] as int? ?? 0;
}
