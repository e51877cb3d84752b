using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Schemes;

namespace Benchmarks;

/// <summary>
/// One training step of a network for RGB, for event frames and for both, by the way in which it joins them, under the schemes that
/// matter most. Batches are drawn and weights random: time and memory do not depend on them. RGB and event frames alone are the same
/// work, so that their difference shows the error of the measurement.
/// </summary>
[MeasuredByName("Fusion")]
public class FusionStepBenchmarks : SchemeBenchmarks
{
    /// <summary>Cameras, and for two the way in which they are joined.</summary>
    [ParamsSource(nameof(Inputs))]
    public string Input { get; set; } = "";

    /// <summary>Names of all inputs.</summary>
    public static IEnumerable<string> Inputs => FusionInput.All.Select(input => input.ToString());

    /// <summary>Prepares <see cref="Baseline"/>.</summary>
    [GlobalSetup(Target = nameof(Baseline))]
    public void SetUpBaseline() => SetUpDrawn(nameof(Baseline));

    /// <summary>FP32, contiguous, nothing else.</summary>
    [Benchmark(Baseline = true)]
    public void Baseline() => Step();

    /// <summary>Prepares <see cref="Amp"/>.</summary>
    [GlobalSetup(Target = nameof(Amp))]
    public void SetUpAmp() => SetUpDrawn(nameof(Amp));

    /// <summary>Autocast and gradient scaling.</summary>
    [Benchmark]
    public void Amp() => Step();

    /// <summary>Prepares <see cref="AmpFusedChannelsLast"/>.</summary>
    [GlobalSetup(Target = nameof(AmpFusedChannelsLast))]
    public void SetUpAmpFusedChannelsLast() => SetUpDrawn(nameof(AmpFusedChannelsLast));

    /// <summary>Autocast, batch norm and SiLU in one operator, in channels-last order.</summary>
    [Benchmark]
    public void AmpFusedChannelsLast() => Step();

    /// <summary>Prepares <see cref="Checkpoint"/>.</summary>
    [GlobalSetup(Target = nameof(Checkpoint))]
    public void SetUpCheckpoint() => SetUpDrawn(nameof(Checkpoint));

    /// <summary>FP32, activations recomputed in segments of 4 top-level modules.</summary>
    [Benchmark]
    public void Checkpoint() => Step();

    private void SetUpDrawn(string method) => SetUp(SchemeCatalog.OfMethod(method), FusionInput.Find(Input));
}
