using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Benchmarks.Options;
using Schemes;

namespace Benchmarks;

/// <summary>
/// One training step of YOLOv5 under each scheme: copy to the device, normalise, forward, loss, backward, unscale, clip,
/// optimizer, moving average; the device is waited for before the clock stops. The batch is on the host already.
/// </summary>
public class TrainingStepBenchmarks
{
    private TrainingCase? _case;

    /// <summary>Images a step.</summary>
    [ParamsSource(nameof(BatchSizes))]
    public int BatchSize { get; set; }

    /// <summary>The batch sizes of the run.</summary>
    public static IEnumerable<int> BatchSizes => SuiteOptions.FromEnvironment().BatchSizes;

    /// <summary>Prepares <see cref="Baseline"/>.</summary>
    [GlobalSetup(Target = nameof(Baseline))]
    public void SetUpBaseline() => SetUp(SchemeCatalog.Baseline);

    /// <summary>FP32, contiguous, nothing else.</summary>
    [Benchmark(Baseline = true)]
    public void Baseline() => _case!.Step();

    /// <summary>Prepares <see cref="Amp"/>.</summary>
    [GlobalSetup(Target = nameof(Amp))]
    public void SetUpAmp() => SetUp(SchemeCatalog.MixedPrecision);

    /// <summary>Autocast and gradient scaling.</summary>
    [Benchmark]
    public void Amp() => _case!.Step();

    /// <summary>Prepares <see cref="Checkpoint"/>.</summary>
    [GlobalSetup(Target = nameof(Checkpoint))]
    public void SetUpCheckpoint() => SetUp(SchemeCatalog.GradientCheckpoint);

    /// <summary>FP32, activations recomputed in segments of 4 top-level modules.</summary>
    [Benchmark]
    public void Checkpoint() => _case!.Step();

    /// <summary>Prepares <see cref="AmpCheckpoint"/>.</summary>
    [GlobalSetup(Target = nameof(AmpCheckpoint))]
    public void SetUpAmpCheckpoint() => SetUp(SchemeCatalog.MixedOptimization);

    /// <summary>Autocast, activations recomputed in segments of 4 top-level modules.</summary>
    [Benchmark]
    public void AmpCheckpoint() => _case!.Step();

    /// <summary>Prepares <see cref="AmpCheckpointEvery2"/>.</summary>
    [GlobalSetup(Target = nameof(AmpCheckpointEvery2))]
    public void SetUpAmpCheckpointEvery2() => SetUp(SchemeCatalog.Ablation);

    /// <summary>Autocast, activations recomputed in segments of 2 top-level modules.</summary>
    [Benchmark]
    public void AmpCheckpointEvery2() => _case!.Step();

    /// <summary>Prepares <see cref="ChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(ChannelsLast))]
    public void SetUpChannelsLast() => SetUp(SchemeCatalog.ChannelsLast);

    /// <summary>FP32 in channels-last order.</summary>
    [Benchmark]
    public void ChannelsLast() => _case!.Step();

    /// <summary>Prepares <see cref="AmpChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(AmpChannelsLast))]
    public void SetUpAmpChannelsLast() => SetUp(SchemeCatalog.MixedChannelsLast);

    /// <summary>Autocast in channels-last order.</summary>
    [Benchmark]
    public void AmpChannelsLast() => _case!.Step();

    /// <summary>Before every step, outside the clock.</summary>
    [IterationSetup]
    public void BeforeStep() => _case!.BeforeStep();

    /// <summary>After every step, outside the clock.</summary>
    [IterationCleanup]
    public void AfterStep() => _case!.AfterStep();

    /// <summary>After the last step: the accuracy pass.</summary>
    [GlobalCleanup]
    public void CleanUp() => _case!.Finish();

    private void SetUp(Scheme scheme) => _case = TrainingCase.Create(SuiteOptions.FromEnvironment(), scheme, BatchSize);
}
