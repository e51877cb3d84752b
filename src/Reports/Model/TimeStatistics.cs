using System.Text.Json.Serialization;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace Reports.Model;

/// <summary>Statistics of iteration times, all in seconds.</summary>
public sealed record TimeStatistics
{
    /// <summary>Arithmetic mean.</summary>
    public required double Mean { get; init; }

    /// <summary>Median.</summary>
    public required double Median { get; init; }

    /// <summary>Standard deviation of the sample (n - 1); 0 for a single value.</summary>
    public required double Stddev { get; init; }

    /// <summary>95th percentile, linear between order statistics (R-7, as NumPy).</summary>
    public required double P95 { get; init; }

    /// <summary>Smallest value.</summary>
    public required double Min { get; init; }

    /// <summary>Largest value.</summary>
    public required double Max { get; init; }

    /// <summary>99% confidence interval of the mean by Student's t; absent for a single value.</summary>
    public Interval? Ci99 { get; init; }

    /// <summary>Half the width of <see cref="Ci99"/>.</summary>
    [JsonIgnore]
    public double? Margin99 => Ci99 is null ? null : (Ci99.High - Ci99.Low) / 2;

    /// <summary>Computes the statistics; <see langword="null"/> if there is no value.</summary>
    public static TimeStatistics? Of(IReadOnlyList<double> seconds)
    {
        ArgumentNullException.ThrowIfNull(seconds);
        int n = seconds.Count;
        if (n == 0)
            return null;

        double[] sorted = [.. seconds];
        Array.Sort(sorted);
        double mean = sorted.Average();
        double stddev = n == 1 ? 0 : Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / (n - 1));
        Interval? interval = null;
        if (n > 1)
        {
            double margin = new StudentDistribution(n - 1).Quantile(0.995) * stddev / Math.Sqrt(n);
            interval = new Interval(mean - margin, mean + margin);
        }

        return new TimeStatistics
        {
            Mean = mean,
            Median = Quantile(sorted, 0.5),
            Stddev = stddev,
            P95 = Quantile(sorted, 0.95),
            Min = sorted[0],
            Max = sorted[^1],
            Ci99 = interval,
        };
    }

    /// <summary>Quantile <paramref name="p"/> (0..1) of ascending values, linear between order statistics.</summary>
    internal static double Quantile(IReadOnlyList<double> sorted, double p)
    {
        double position = p * (sorted.Count - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
