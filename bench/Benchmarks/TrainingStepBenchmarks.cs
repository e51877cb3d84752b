using BenchmarkDotNet.Attributes;

namespace Benchmarks;

/// <summary>
/// One training step of YOLOv5 under each scheme: copy to the device, normalise, forward, loss, backward, unscale, clip,
/// optimizer, moving average; the device is waited for before the clock stops. The batch is on the host already.
/// </summary>
public class TrainingStepBenchmarks : SchemeBenchmarks
{
    /// <summary>Prepares <see cref="Baseline"/>.</summary>
    [GlobalSetup(Target = nameof(Baseline))]
    public void SetUpBaseline() => SetUp(nameof(Baseline));

    /// <summary>FP32, contiguous, nothing else.</summary>
    [Benchmark(Baseline = true)]
    public void Baseline() => Step();

    /// <summary>Prepares <see cref="Amp"/>.</summary>
    [GlobalSetup(Target = nameof(Amp))]
    public void SetUpAmp() => SetUp(nameof(Amp));

    /// <summary>Autocast and gradient scaling.</summary>
    [Benchmark]
    public void Amp() => Step();

    /// <summary>Prepares <see cref="Checkpoint"/>.</summary>
    [GlobalSetup(Target = nameof(Checkpoint))]
    public void SetUpCheckpoint() => SetUp(nameof(Checkpoint));

    /// <summary>FP32, activations recomputed in segments of 4 top-level modules.</summary>
    [Benchmark]
    public void Checkpoint() => Step();

    /// <summary>Prepares <see cref="AmpCheckpoint"/>.</summary>
    [GlobalSetup(Target = nameof(AmpCheckpoint))]
    public void SetUpAmpCheckpoint() => SetUp(nameof(AmpCheckpoint));

    /// <summary>Autocast, activations recomputed in segments of 4 top-level modules.</summary>
    [Benchmark]
    public void AmpCheckpoint() => Step();

    /// <summary>Prepares <see cref="Zero3"/>.</summary>
    [GlobalSetup(Target = nameof(Zero3))]
    public void SetUpZero3() => SetUp(nameof(Zero3));

    /// <summary>Autocast, ZeRO stage 3 in a world of one, the optimizer's state and master weights on the host.</summary>
    [Benchmark]
    public void Zero3() => Step();

    /// <summary>Prepares <see cref="AmpCheckpointEvery2"/>.</summary>
    [GlobalSetup(Target = nameof(AmpCheckpointEvery2))]
    public void SetUpAmpCheckpointEvery2() => SetUp(nameof(AmpCheckpointEvery2));

    /// <summary>Autocast, activations recomputed in segments of 2 top-level modules.</summary>
    [Benchmark]
    public void AmpCheckpointEvery2() => Step();

    /// <summary>Prepares <see cref="ChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(ChannelsLast))]
    public void SetUpChannelsLast() => SetUp(nameof(ChannelsLast));

    /// <summary>FP32 in channels-last order.</summary>
    [Benchmark]
    public void ChannelsLast() => Step();

    /// <summary>Prepares <see cref="AmpChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(AmpChannelsLast))]
    public void SetUpAmpChannelsLast() => SetUp(nameof(AmpChannelsLast));

    /// <summary>Autocast in channels-last order.</summary>
    [Benchmark]
    public void AmpChannelsLast() => Step();

    /// <summary>Prepares <see cref="Fused"/>.</summary>
    [GlobalSetup(Target = nameof(Fused))]
    public void SetUpFused() => SetUp(nameof(Fused));

    /// <summary>FP32, batch norm and SiLU in one operator.</summary>
    [Benchmark]
    public void Fused() => Step();

    /// <summary>Prepares <see cref="AmpFused"/>.</summary>
    [GlobalSetup(Target = nameof(AmpFused))]
    public void SetUpAmpFused() => SetUp(nameof(AmpFused));

    /// <summary>Autocast, batch norm and SiLU in one operator.</summary>
    [Benchmark]
    public void AmpFused() => Step();

    /// <summary>Prepares <see cref="AmpFusedChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(AmpFusedChannelsLast))]
    public void SetUpAmpFusedChannelsLast() => SetUp(nameof(AmpFusedChannelsLast));

    /// <summary>Autocast, batch norm and SiLU in one operator, in channels-last order.</summary>
    [Benchmark]
    public void AmpFusedChannelsLast() => Step();
}
