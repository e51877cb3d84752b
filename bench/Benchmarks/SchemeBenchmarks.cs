using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Schemes;

namespace Benchmarks;

/// <summary>What all benchmarks of training steps share: batch sizes, and what happens around a step.</summary>
public abstract class SchemeBenchmarks
{
    private TrainingCase? _case;

    /// <summary>Images a step.</summary>
    [ParamsSource(nameof(BatchSizes))]
    public int BatchSize { get; set; }

    /// <summary>The batch sizes of the run.</summary>
    public static IEnumerable<int> BatchSizes => SuiteOptions.FromEnvironment().BatchSizes;

    /// <summary>Before every step, outside the clock.</summary>
    [IterationSetup]
    public void BeforeStep() => _case!.BeforeStep();

    /// <summary>After every step, outside the clock.</summary>
    [IterationCleanup]
    public void AfterStep() => _case!.AfterStep();

    /// <summary>After the last step: the accuracy pass.</summary>
    [GlobalCleanup]
    public void CleanUp() => _case!.Finish();

    /// <summary>Prepares a case.</summary>
    protected void SetUp(Scheme scheme) => _case = TrainingCase.Create(SuiteOptions.FromEnvironment(), scheme, BatchSize);

    /// <summary>Runs a step.</summary>
    protected void Step() => _case!.Step();
}
