using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;

namespace Benchmarks;

/// <summary>Benchmarks of a training step, at every batch size of the run.</summary>
public abstract class BatchBenchmarks
{
    /// <summary>Images a step.</summary>
    [ParamsSource(nameof(BatchSizes))]
    public int BatchSize { get; set; }

    /// <summary>The batch sizes of the run.</summary>
    public static IEnumerable<int> BatchSizes => SuiteOptions.FromEnvironment().BatchSizes;
}
