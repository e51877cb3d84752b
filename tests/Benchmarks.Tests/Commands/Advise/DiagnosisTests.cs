using Benchmarks.Commands.Advise;
using Reports.Advice;

namespace Benchmarks.Tests.Commands.Advise;

public class DiagnosisTests
{
    private static readonly Diagnosis Steps = new() { Now = new EpochTime(1, 10, 2, 1), LoadingOfCpu = 0.05, BatchSize = 8, Cores = 2, CoreUtilisation = 0.95 };

    [Fact]
    public void The_part_that_takes_most_names_the_limit()
    {
        Assert.Equal(Bottleneck.Loading, (Steps with { Now = new EpochTime(10, 1, 1, 1), CoreUtilisation = 0.3 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Evaluation, (Steps with { Now = new EpochTime(1, 1, 10, 1) }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Saving, (Steps with { Now = new EpochTime(1, 1, 1, 10) }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Device, Steps.Name().Bottleneck);
    }

    [Fact]
    public void Steps_are_limited_by_what_makes_them_faster()
    {
        Assert.Equal(Bottleneck.Precision, (Steps with { SchemeGain = 0.3, BatchGain = 0.2 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Batch, (Steps with { SchemeGain = 0.1, BatchGain = 0.2 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Memory, (Steps with { SchemeGain = 0.3, MicroBatchSize = 2 }).Name().Bottleneck);
    }

    [Fact]
    public void Cores_are_the_limit_where_loading_takes_them_from_the_steps()
    {
        Assert.Equal(Bottleneck.Cores, (Steps with { LoadingOfCpu = 0.4, SchemeGain = 0.3 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Precision, (Steps with { LoadingOfCpu = 0.2, SchemeGain = 0.3 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Device, (Steps with { LoadingOfCpu = 0.09 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Cores, (Steps with { LoadingOfCpu = 0.6, Now = new EpochTime(10, 5, 1, 1) }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Precision, (Steps with { LoadingOfCpu = 0.4, SchemeGain = 0.3, CoreUtilisation = 0.5 }).Name().Bottleneck);
        Assert.Equal(Bottleneck.Precision, (Steps with { LoadingOfCpu = 0.4, SchemeGain = 0.3, CoreUtilisation = null }).Name().Bottleneck);
    }

    [Fact]
    public void The_reason_has_the_figures() =>
        Assert.Equal("1 core is busy at 95% while training, 40% of it with loading. waiting for data 7%, steps 71%, evaluation 14%, saving 7% of an epoch.", (Steps with { LoadingOfCpu = 0.4, Cores = 1 }).Name().Reason);
}
