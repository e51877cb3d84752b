using System.Text.Json.Serialization;
using Perfolizer.Mathematics.Distributions.ContinuousDistributions;

namespace Reports.Model;

/// <summary>Statistics of iteration times, all in seconds.</summary>
/// <remarks>
/// Times of several processes are a sample in two levels. The interval of their mean is that of a random-effects model: Student's t on the
/// means of the processes, with one degree of freedom less than there are processes (T. Kalibera, R. Jones: Rigorous Benchmarking in
/// Reasonable Time, ISMM 2013, section 9). It covers the spread between processes as well as that within, which the means contain.
/// </remarks>
public sealed record TimeStatistics
{
    /// <summary>Arithmetic mean; of several processes, the mean of their means.</summary>
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

    /// <summary>95% confidence interval of the mean; absent for a single value.</summary>
    public Interval? Ci95 { get; init; }

    /// <summary>Half the width of <see cref="Ci95"/>.</summary>
    [JsonIgnore]
    public double? Margin95 => Ci95 is null ? null : (Ci95.High - Ci95.Low) / 2;

    /// <summary>Computes the statistics of one process; <see langword="null"/> if there is no value.</summary>
    public static TimeStatistics? Of(IReadOnlyList<double> seconds) => OfProcesses([seconds]);

    /// <summary>Computes the statistics of several processes; <see langword="null"/> if there is no value.</summary>
    /// <param name="processes">Times of each process; those without any do not count.</param>
    public static TimeStatistics? OfProcesses(IReadOnlyList<IReadOnlyList<double>> processes)
    {
        ArgumentNullException.ThrowIfNull(processes);
        IReadOnlyList<double>[] measured = [.. processes.Where(process => process.Count > 0)];
        double[] sorted = [.. measured.SelectMany(process => process).Order()];
        if (sorted.Length == 0)
            return null;

        double[] means = measured.Length == 1 ? sorted : [.. measured.Select(process => process.Average())];
        double mean = means.Average();
        Interval? interval = null;
        if (means.Length > 1)
        {
            double margin = new StudentDistribution(means.Length - 1).Quantile(0.975) * Deviation(means) / Math.Sqrt(means.Length);
            interval = new Interval(mean - margin, mean + margin);
        }

        return new TimeStatistics
        {
            Mean = mean,
            Median = Quantile(sorted, 0.5),
            Stddev = Deviation(sorted),
            P95 = Quantile(sorted, 0.95),
            Min = sorted[0],
            Max = sorted[^1],
            Ci95 = interval,
        };
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return values.Length == 1 ? 0 : Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1));
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
