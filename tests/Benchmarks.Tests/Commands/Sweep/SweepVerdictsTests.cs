using Benchmarks.Commands.Sweep;
using Yolov5.Sizing;

namespace Benchmarks.Tests.Commands.Sweep;

public class SweepVerdictsTests
{
    private static readonly BatchChoice Choice = new(
        [Trial(2, 100, 1.0), Trial(8, 300, 2.0), Trial(16, 550, 3.9), Trial(29, 950, 8), Trial(31, 1020, 7.7)], null, 29, LimitBytes: 1000);

    [Theory]
    [InlineData(2, "")]
    [InlineData(8, "best value")]
    [InlineData(16, "best throughput")]
    [InlineData(29, "largest that fits")]
    [InlineData(31, "over the limit")]
    public void Each_batch_size_has_its_verdicts(int batchSize, string verdict)
    {
        Assert.Equal(verdict, string.Join(", ", SweepVerdicts.Of(Choice.Trials.First(trial => trial.BatchSize == batchSize), Choice, searched: true)));
    }

    [Fact]
    public void The_largest_of_given_sizes_is_not_called_the_largest()
    {
        Assert.Equal([SweepVerdicts.LargestTried], SweepVerdicts.Of(Choice.Trials[3], Choice, searched: false));
    }

    private static BatchTrial Trial(int batchSize, long peak, double seconds) =>
        new(batchSize, null, new ProbeResult { Status = ProbeStatus.Completed, PeakAllocatedBytes = peak, StepSeconds = seconds });
}
