using Reports.Model;

namespace Reports.Comparison;

/// <summary>The spread between processes of the same case and run, over all cases of two runs.</summary>
/// <param name="Variance">Mean variance of the logarithms of the processes' medians.</param>
/// <param name="Freedom">Its degrees of freedom: processes less one, over all cases and both runs.</param>
/// <param name="Cases">Cases with at least two processes in both runs.</param>
internal sealed record ProcessSpread(double Variance, int Freedom, int Cases)
{
    /// <summary>Computes the spread; cases that have fewer than two processes in one of the runs are left out.</summary>
    /// <param name="cases">Times of each process of a case in both runs.</param>
    public static ProcessSpread Of(IEnumerable<(IReadOnlyList<IReadOnlyList<double>> Before, IReadOnlyList<IReadOnlyList<double>> After)> cases)
    {
        double squares = 0;
        int freedom = 0, count = 0;
        foreach ((var before, var after) in cases.Where(c => c.Before.Count > 1 && c.After.Count > 1))
        {
            squares += (LogVariance(Medians(before)) * (before.Count - 1)) + (LogVariance(Medians(after)) * (after.Count - 1));
            freedom += before.Count + after.Count - 2;
            count++;
        }

        return new ProcessSpread(count == 0 ? 0 : squares / freedom, freedom, count);
    }

    /// <summary>Median time of each process.</summary>
    public static double[] Medians(IReadOnlyList<IReadOnlyList<double>> processes) => [.. processes.Select(p => TimeStatistics.Of(p)!.Median)];

    /// <summary>Variance (n - 1) of the logarithms.</summary>
    public static double LogVariance(double[] times)
    {
        double mean = LogMean(times);
        return times.Sum(t => (Math.Log(t) - mean) * (Math.Log(t) - mean)) / (times.Length - 1);
    }

    /// <summary>Mean of the logarithms.</summary>
    public static double LogMean(double[] times) => times.Average(Math.Log);
}
