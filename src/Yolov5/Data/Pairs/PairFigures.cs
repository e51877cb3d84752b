using System.Globalization;

namespace Yolov5.Data.Pairs;

/// <summary>Figures of the pairs among the samples of an epoch or a data set.</summary>
/// <param name="DualRate">Pairs divided by samples, those that are left out included; 0 to 1, NaN without samples.</param>
/// <param name="AverageDifference">Mean absolute time difference of the pairs in milliseconds; NaN without pairs.</param>
public readonly record struct PairFigures(double DualRate, double AverageDifference)
{
    /// <summary>The figures as a run prints them: <c>dual_rate 0.962  avg_tdiff 1.53 ms</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"dual_rate {DualRate:F3}  avg_tdiff {AverageDifference:F2} ms");
}
