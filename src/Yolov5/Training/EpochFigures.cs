using System.Collections.Immutable;
using System.Globalization;
using Schemes.Optimizers;
using Yolov5.Data.Pairs;
using Yolov5.Validation;

namespace Yolov5.Training;

/// <summary>The figures of an epoch: a row of <c>results.csv</c>. Those of an epoch that was not validated are NaN.</summary>
public sealed record EpochFigures
{
    /// <summary>Names of the values behind the epoch, as in YOLOv5's results.</summary>
    public static readonly ImmutableArray<string> Names =
    [
        "train/box_loss", "train/obj_loss", "train/cls_loss",
        "metrics/precision", "metrics/recall", "metrics/mAP_0.5", "metrics/mAP_0.5:0.95",
        "val/box_loss", "val/obj_loss", "val/cls_loss",
        "x/lr0", "x/lr1", "x/lr2",
    ];

    /// <summary>Takes values in the order of <see cref="Names"/>.</summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="values">The values.</param>
    public EpochFigures(int epoch, ImmutableArray<double> values)
    {
        if (values.Length != Names.Length)
            throw new ArgumentException($"{values.Length} values; {Names.Length} are expected.", nameof(values));
        Epoch = epoch;
        Values = values;
    }

    /// <summary>Epoch from 0.</summary>
    public int Epoch { get; }

    /// <summary>Values in the order of <see cref="Names"/>.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>Share and time difference of the pairs among the samples seen; null for images of one camera.</summary>
    public PairFigures? Pairs { get; init; }

    /// <summary>Mean losses of the training batches.</summary>
    public LossItems Training => new(Values[0], Values[1], Values[2]);

    /// <summary>Learning rate of the weights that decay, at the end of the epoch.</summary>
    public double LearningRate => Values[11];

    /// <summary>Mean precision, 0 to 1.</summary>
    public double Precision => Values[3];

    /// <summary>Mean recall, 0 to 1.</summary>
    public double Recall => Values[4];

    /// <summary>mAP@0.5, 0 to 1.</summary>
    public double Map50 => Values[5];

    /// <summary>mAP@0.5:0.95, 0 to 1.</summary>
    public double Map50To95 => Values[6];

    /// <summary>Figure that the best weights are chosen by: 0.1 mAP@0.5 + 0.9 mAP@0.5:0.95; NaN without a validation.</summary>
    public double Fitness => DetectionMetrics.FitnessOf(Map50, Map50To95);

    /// <summary>The figures of an epoch that has ended.</summary>
    internal static EpochFigures Of(int epoch, EpochResult training, ValidationResult? validation, IReadOnlyList<ParameterGroup> groups)
    {
        LossItems trained = training.MeanLoss;
        LossItems validated = validation?.Loss ?? new LossItems(double.NaN, double.NaN, double.NaN);
        DetectionMetrics? metrics = validation?.Metrics;
        return new EpochFigures(epoch,
        [
            trained.Box, trained.Objectness, trained.Class,
            metrics?.Precision ?? double.NaN, metrics?.Recall ?? double.NaN, metrics?.Map50 ?? double.NaN, metrics?.Map50To95 ?? double.NaN,
            validated.Box, validated.Objectness, validated.Class,
            .. groups.Select(group => group.LearningRate),
        ])
        {
            Pairs = training.Pairs,
        };
    }

    /// <summary>The row of <c>results.csv</c>; values that were not measured are empty.</summary>
    internal string ToCsv() =>
        string.Create(CultureInfo.InvariantCulture, $"{Epoch},{string.Join(',', Values.Select(value => double.IsNaN(value) ? "" : value.ToString("G6", CultureInfo.InvariantCulture)))}");
}
