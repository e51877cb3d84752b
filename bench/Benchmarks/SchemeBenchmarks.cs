using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Schemes;

namespace Benchmarks;

/// <summary>Base of all benchmarks of training steps: the batch sizes, and the work around a step.</summary>
public abstract class SchemeBenchmarks : BatchBenchmarks
{
    private TrainingCase? _case;

    /// <summary>Runs before every step, outside the measured time.</summary>
    [IterationSetup]
    public void BeforeStep() => _case!.BeforeStep();

    /// <summary>Runs after every step, outside the measured time.</summary>
    [IterationCleanup]
    public void AfterStep() => _case!.AfterStep();

    /// <summary>Runs the accuracy pass, after the last step.</summary>
    [GlobalCleanup]
    public void CleanUp() => _case!.Finish();

    /// <summary>Prepares a case.</summary>
    protected void SetUp(Scheme scheme) => SetUp(TrainingCase.Create(SuiteOptions.FromEnvironment(), scheme, BatchSize));

    /// <summary>Takes a case that is ready.</summary>
    private protected void SetUp(TrainingCase prepared) => _case = prepared;

    /// <summary>Prepares a case of a network for one camera or two, on a drawn batch.</summary>
    protected void SetUp(Scheme scheme, FusionInput input) => _case = TrainingCase.Drawn(SuiteOptions.FromEnvironment(), scheme, BatchSize, input);

    /// <summary>Prepares the case of the scheme whose method in the catalog this is.</summary>
    protected void SetUp(string method) => SetUp(SchemeCatalog.OfMethod(method));

    /// <summary>Runs a step.</summary>
    protected void Step() => _case!.Step();
}
