using Benchmarks.Commands.Advise;
using Benchmarks.Epochs;
using Reports.Advice;

namespace Benchmarks.Tests.Commands.Advise;

public class EpochRunsTests
{
    private static readonly EpochRecord Short = new()
    {
        Images = 80,
        ValidationImages = 20,
        Batches = 10,
        Waiting = 1 + (9 * 0.5),
        FirstBatch = 1,
        Steps = 20,
        Evaluation = 4,
        EvaluationComputing = 3,
        Saving = 0.25,
    };

    [Fact]
    public void The_first_batch_is_waited_for_once_and_all_else_grows_with_the_images()
    {
        EpochRuns runs = new(Machines.Now);
        runs.Add(Short);
        Assert.Equal(new EpochTime(Short.Waiting, 20, 4, 0.25), Assert.Single(runs.Extrapolated(80, 20)));
        Assert.Equal(new EpochTime(1 + (99 * 0.5), 200, 10, 0.25), Assert.Single(runs.Extrapolated(800, 50)));
    }

    [Fact]
    public void Evaluations_count_with_their_share()
    {
        EpochRuns rarely = new(Machines.Now with { EvalPeriod = 5 }), never = new(Machines.Now with { EvalPeriod = 0 });
        rarely.Add(Short);
        never.Add(Short with { ValidationImages = 0, Evaluation = 0 });
        Assert.Equal(0.8, rarely.Extrapolated(80, 20)[0].Evaluation, 9);
        Assert.Equal(0, never.Extrapolated(80, 20)[0].Evaluation);
    }

    [Fact]
    public void A_gain_is_that_of_the_runs_in_turn()
    {
        EpochTime Of(double seconds) => new(0, seconds, 0, 0);
        EpochTime[] before = [Of(50), Of(10), Of(20)], after = [Of(5), Of(10)];
        Assert.Equal(0.5, Gain.Of(before, after), 9);
        Assert.Equal((0.5, 0.5), (Gain.Interval(before, after)!.Low, Gain.Interval(before, after)!.High));
        Assert.Null(Gain.Interval(before, [Of(1)]));
    }
}
