using Yolov5.Sizing;

namespace Yolov5.Tests.Sizing;

public class BatchSearchTests
{
    private const long Limit = 1000;

    [Fact]
    public void On_a_line_the_prediction_is_right_and_its_neighbour_is_not_needed()
    {
        BatchChoice choice = Search(size => 40 + (10L * size));

        Assert.Equal(96, choice.BatchSize);
        Assert.Equal([2, 4, 8, 96], choice.Trials.Select(trial => trial.BatchSize));
        Assert.Equal(1000, choice.Chosen!.PredictedPeakBytes);
        Assert.Equal([null, null, null], choice.Trials.Take(3).Select(trial => trial.PredictedPeakBytes));
    }

    [Fact]
    public void A_predicted_size_that_fails_is_followed_by_smaller_ones()
    {
        // Fragments: from 91 on the device gives up although the peak would be within the limit.
        BatchChoice choice = Search(size => size > 90 ? null : 40 + (10L * size));

        Assert.Equal(90, choice.BatchSize);
        Assert.Contains(choice.Trials, trial => trial.BatchSize == 96 && trial.Result.Status == ProbeStatus.OutOfMemory);
    }

    [Fact]
    public void A_prediction_that_is_one_too_many_costs_one_step_down()
    {
        BatchChoice choice = Search(size => size < 90 ? 40 + (10L * size) : 45 + (10L * size));

        Assert.Equal(95, choice.BatchSize);
        Assert.Equal([2, 4, 8, 96, 95], choice.Trials.Select(trial => trial.BatchSize));
    }

    [Fact]
    public void A_prediction_that_is_too_low_is_followed_by_larger_sizes()
    {
        // The line of the small sizes is too steep for the large ones.
        BatchChoice choice = Search(size => size <= 8 ? 20L * size : 100 + (8L * size));

        Assert.Equal(112, choice.BatchSize);
        Assert.All(choice.Trials.Where(trial => trial.BatchSize > 112), trial => Assert.False(trial.IsWithin(Limit)));
    }

    [Fact]
    public void One_image_is_chosen_if_only_one_fits()
    {
        BatchChoice choice = Search(size => size == 1 ? 900 : null);

        Assert.Equal(1, choice.BatchSize);
        Assert.Null(choice.Line);
    }

    [Fact]
    public void Nothing_is_chosen_if_nothing_fits()
    {
        BatchChoice choice = Search(_ => null);

        Assert.Null(choice.BatchSize);
        Assert.Null(choice.Chosen);
        Assert.Equal([2, 1], choice.Trials.Select(trial => trial.BatchSize));
    }

    [Fact]
    public void A_step_that_ran_but_took_more_than_the_limit_does_not_count_as_fitting()
    {
        BatchChoice choice = Search(size => 400L * size);

        Assert.Equal(2, choice.BatchSize);
        Assert.All(choice.Trials.Where(trial => trial.BatchSize > 2), trial => Assert.False(trial.IsWithin(Limit)));
    }

    [Fact]
    public void The_bound_on_the_batch_holds()
    {
        BatchChoice choice = Search(_ => 10, most: 48);

        Assert.Equal(48, choice.BatchSize);
        Assert.Equal(1, Search(_ => 10, most: 1).BatchSize);
        Assert.Equal(3, Search(size => 10 + size, most: 3).BatchSize);
    }

    [Fact]
    public void The_choice_has_run_and_its_successor_has_not_for_any_memory_curve()
    {
        Random random = new(5);
        for (int round = 0; round < 500; round++)
        {
            // Rising, bent once, with a device that gives up somewhere; the true maximum is known.
            long intercept = random.Next(0, 900), slope = random.Next(1, 120), bend = random.Next(1, 60), steeper = slope + random.Next(0, 40);
            int givesUp = random.Next(1, 400);
            long? Peak(int size) => size >= givesUp ? null : intercept + (slope * Math.Min(size, bend)) + (steeper * Math.Max(0, size - bend));
            int best = Enumerable.Range(0, 1000).TakeWhile(size => size == 0 || Peak(size) <= Limit).Last();

            BatchChoice choice = Search(Peak);

            Assert.Equal(best, choice.BatchSize ?? 0);
            Assert.True(choice.Trials.Count <= 24, $"{choice.Trials.Count} trials");
            Assert.Equal(choice.Trials.Count, choice.Trials.DistinctBy(trial => trial.BatchSize).Count());
        }
    }

    [Fact]
    public void A_probe_that_fails_for_another_reason_ends_the_search_with_that_reason()
    {
        BatchSearch search = new(_ => new ProbeResult { Status = ProbeStatus.Failed, Message = "no such operator" }, _ => Limit);

        Assert.Contains("no such operator", Assert.Throws<InvalidInputException>(() => search.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Given_sizes_are_tried_and_no_others()
    {
        BatchSearch search = new(size => Result(40 + (100L * size)), _ => Limit);
        BatchChoice choice = search.TryOnly([1, 4, 8, 16]);

        Assert.Equal([1, 4, 8, 16], choice.Trials.Select(trial => trial.BatchSize));
        Assert.Equal(8, choice.BatchSize);
        Assert.Equal([null, null, 840L, 1640L], choice.Trials.Select(trial => trial.PredictedPeakBytes));
    }

    private static BatchChoice Search(Func<int, long?> peak, int most = 4096) =>
        new BatchSearch(size => Result(peak(size)), _ => Limit) { Most = most }.Run();

    private static ProbeResult Result(long? peak) => peak is null
        ? new ProbeResult { Status = ProbeStatus.OutOfMemory, Message = "out of memory", TotalBytes = Limit, AvailableBytes = Limit }
        : new ProbeResult { Status = ProbeStatus.Completed, PeakAllocatedBytes = peak, StepSeconds = 1, TotalBytes = Limit, AvailableBytes = Limit };
}
