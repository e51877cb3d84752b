using BenchmarkDotNet.Attributes;
using Benchmarks.Measurement;
using Benchmarks.Ranks;
using Schemes;

namespace Benchmarks;

/// <summary>
/// The same training step over ranks: on all CUDA devices, over NCCL, or in two processes on the CPU, over Gloo, which share the
/// threads. The batch is that of all ranks. The time is that of rank 0, whose step ends when all ranks have exchanged
/// everything; the peak is that of the rank with the highest.
/// </summary>
/// <remarks>Measured only where the filter names it: <c>--filter '*Rank*'</c>.</remarks>
[MeasuredByName("Rank")]
public class RankBenchmarks : SchemeBenchmarks
{
    private const int RanksOnCpu = 2;

    /// <summary>Prepares <see cref="DataParallel"/>.</summary>
    [GlobalSetup(Target = nameof(DataParallel))]
    public void SetUpDataParallel() => SetUpOverRanks(RankSchemes.DataParallel);

    /// <summary>FP32; each rank has the whole network, gradients are averaged in buckets while the backward pass goes on.</summary>
    [Benchmark]
    public void DataParallel() => Step();

    /// <summary>Prepares <see cref="Zero3"/>.</summary>
    [GlobalSetup(Target = nameof(Zero3))]
    public void SetUpZero3() => SetUpOverRanks(SchemeCatalog.OfMethod(nameof(Zero3)));

    /// <summary>Autocast, ZeRO stage 3: each rank keeps a share of weights, gradients and the optimizer's state, which is on the host.</summary>
    [Benchmark]
    public void Zero3() => Step();

    private void SetUpOverRanks(Scheme scheme)
    {
        SuiteOptions options = SuiteOptions.FromEnvironment();
        SetUp(TrainingCase.CreateOverRanks(options, scheme, BatchSize, options.Device == "cpu" ? RanksOnCpu : TorchDevices.CudaCount));
    }
}
