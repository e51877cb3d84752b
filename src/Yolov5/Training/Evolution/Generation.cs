using System.Collections.Immutable;
using System.Globalization;
using Yolov5.Validation;

namespace Yolov5.Training.Evolution;

/// <summary>A training of an evolution: a row of <c>evolve.csv</c>.</summary>
/// <param name="Results">Precision, recall, mAP@0.5, mAP@0.5:0.95 and the three losses of the last epoch's validation.</param>
/// <param name="Values">Values of the evolved hyper-parameters.</param>
public sealed record Generation(ImmutableArray<double> Results, ImmutableArray<double> Values)
{
    private const int FirstResult = 3;

    /// <summary>Names of the results.</summary>
    public static ImmutableArray<string> ResultNames { get; } = [.. EpochFigures.Names.Skip(FirstResult).Take(7)];

    /// <summary>Results of a training that came to no finite weights: no object is found.</summary>
    public static ImmutableArray<double> Failed { get; } = [0, 0, 0, 0, double.NaN, double.NaN, double.NaN];

    /// <summary>Precision, 0 to 1.</summary>
    public double Precision => Results[0];

    /// <summary>Recall, 0 to 1.</summary>
    public double Recall => Results[1];

    /// <summary>mAP@0.5, 0 to 1.</summary>
    public double Map50 => Results[2];

    /// <summary>mAP@0.5:0.95, 0 to 1.</summary>
    public double Map50To95 => Results[3];

    /// <summary>Figure by which generations are compared.</summary>
    public double Fitness => DetectionMetrics.FitnessOf(Map50, Map50To95);

    /// <summary>The results of a training.</summary>
    /// <param name="last">Figures of its last epoch.</param>
    public static ImmutableArray<double> ResultsOf(EpochFigures last)
    {
        ArgumentNullException.ThrowIfNull(last);
        return [.. last.Values.Skip(FirstResult).Take(ResultNames.Length).Select(Kept)];
    }

    /// <summary>A number in the digits that <c>evolve.csv</c> keeps, so that an evolution which reads it goes on as if it had not been interrupted.</summary>
    internal static double Kept(double value) => double.Parse(Text(value), CultureInfo.InvariantCulture);

    /// <summary>A number as <c>evolve.csv</c> has it.</summary>
    internal static string Text(double value) => double.IsNaN(value) ? "nan" : value.ToString("g5", CultureInfo.InvariantCulture);
}
