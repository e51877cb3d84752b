using Perfolizer.Mathematics.Distributions.ContinuousDistributions;
using Reports.Model;

namespace Reports;

/// <summary>Judges the order of cases whose steps were measured in turn, in several fresh processes of each.</summary>
/// <remarks>
/// Within a round every case has a process, and the n-th step of one was measured next to the n-th step of the others. The median of the
/// steps' ratios is one sample for each round; the interval over rounds is Student's t on their logarithms, because a process is faster or
/// slower as a whole (T. Kalibera, R. Jones: Rigorous Benchmarking in Reasonable Time, ISMM 2013, section 9).
/// </remarks>
public static class RunOffJudge
{
    /// <summary>Cases whose times per image differ by less than this share are called equal.</summary>
    public const double Equality = 0.02;

    /// <summary>With fewer rounds an interval that looks narrow is often luck.</summary>
    public const int LeastRounds = 3;

    /// <summary>The most rounds: what is open then is too close to matter.</summary>
    public const int MostRounds = 8;

    // Further rounds could only show that cases within the equality are equal.
    private const int EnoughForEqual = 4;

    /// <summary>True if no further round is needed: every case is decided, or what is open is too close to matter.</summary>
    /// <param name="runOff">The rounds so far.</param>
    public static bool IsOver(RunOff runOff)
    {
        ArgumentNullException.ThrowIfNull(runOff);
        return runOff.Processes >= MostRounds
            || runOff.Others.All(other => other.Verdict != RunOffVerdict.Open || (runOff.Processes >= EnoughForEqual && other.Slower < Equality));
    }

    /// <summary>Judges the rounds so far.</summary>
    /// <param name="names">Keys of the cases.</param>
    /// <param name="rounds">For each round and case, seconds per image of each step; as many steps for every case of a round.</param>
    public static RunOff Of(IReadOnlyList<string> names, IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> rounds)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(rounds);
        if (names.Count < 2 || rounds.Count == 0 || rounds.Any(round => round.Count != names.Count || round[0].Count == 0 || round.Any(times => times.Count != round[0].Count)))
            throw new ArgumentException("A run-off needs two cases and a round, with as many steps for every case.", nameof(rounds));
        int fastest = Enumerable.Range(0, names.Count).MinBy(each => rounds.Average(round => Ratio(round[0], round[each])));
        return new RunOff
        {
            Fastest = names[fastest],
            Others = [.. Enumerable.Range(0, names.Count).Where(each => each != fastest)
                .Select(each => Pair(names[each], [.. rounds.Select(round => Ratio(round[fastest], round[each]))]))
                .OrderBy(pair => pair.Slower)],
            Processes = rounds.Count,
            Steps = rounds.Sum(round => round[0].Count),
        };
    }

    // 99%, because the judge is asked after every round until it is certain: an equal case is called slower in 3% of the run-offs.
    private const double Quantile = 0.995;

    private static double Ratio(IReadOnlyList<double> reference, IReadOnlyList<double> times) =>
        TimeStatistics.Quantile([.. reference.Zip(times, (a, b) => Math.Log(b / a)).Order()], 0.5);

    private static RunOffPair Pair(string name, double[] ratios)
    {
        TimeStatistics statistics = TimeStatistics.Of(ratios)!;
        double margin = ratios.Length == 1 ? double.PositiveInfinity : new StudentDistribution(ratios.Length - 1).Quantile(Quantile) * statistics.Stddev / Math.Sqrt(ratios.Length);
        double slower = Relative(statistics.Mean);
        Interval interval = new(Relative(statistics.Mean - margin), Math.Min(Relative(statistics.Mean + margin), double.MaxValue));
        RunOffVerdict verdict = ratios.Length < LeastRounds ? RunOffVerdict.Open
            : interval.High <= Equality ? RunOffVerdict.Equal
            : interval.Low > 0 && slower >= Equality ? RunOffVerdict.Slower
            : RunOffVerdict.Open;
        return new RunOffPair { Case = name, Slower = slower, Interval = interval, Verdict = verdict };
    }

    private static double Relative(double logarithm) => Math.Exp(logarithm) - 1;
}
