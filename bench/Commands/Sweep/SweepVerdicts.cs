using Yolov5.Sizing;

namespace Benchmarks.Commands.Sweep;

/// <summary>Verdicts of a sweep on each batch size.</summary>
internal static class SweepVerdicts
{
    /// <summary>The largest batch within the limit of those that were tried next to one that is not.</summary>
    public const string LargestThatFits = "largest that fits";

    /// <summary>The largest batch within the limit, if only given sizes were tried.</summary>
    public const string LargestTried = "largest tried that fits";

    /// <summary>The most images a second within the limit.</summary>
    public const string BestThroughput = "best throughput";

    /// <summary>The smallest batch that comes within <see cref="WorthMore"/> of the best throughput: more memory buys no more.</summary>
    public const string BestValue = "best value";

    /// <summary>Verdict on a batch size that ran but took more than the limit.</summary>
    public const string OverLimit = "over the limit";

    /// <summary>The share of throughput that more memory has to bring to be worth it.</summary>
    public const double WorthMore = 0.05;

    /// <summary>The verdicts of one trial.</summary>
    public static IReadOnlyList<string> Of(BatchTrial trial, BatchChoice choice, bool searched)
    {
        if (trial.Result.Status != ProbeStatus.Completed)
            return [];
        if (!trial.IsWithin(choice.LimitBytes))
            return [OverLimit];
        List<string> verdicts = [];
        if (trial.BatchSize == choice.BatchSize)
            verdicts.Add(searched ? LargestThatFits : LargestTried);
        BatchTrial[] within = [.. choice.Trials.Where(each => each.IsWithin(choice.LimitBytes)).OrderBy(each => each.BatchSize)];
        double best = within.Max(each => each.ImagesPerSecond ?? 0);
        if (within.Length > 1 && trial.ImagesPerSecond == best)
            verdicts.Add(BestThroughput);
        if (within.Length > 1 && trial == within.First(each => each.ImagesPerSecond >= best * (1 - WorthMore)))
            verdicts.Add(BestValue);
        return verdicts;
    }
}
