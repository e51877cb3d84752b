using System.Collections.Immutable;
using Yolov5.Optimization;

namespace Yolov5.Training.Evolution;

/// <summary>A hyper-parameter that evolution may change.</summary>
/// <param name="Key">Its key in a file of hyper-parameters.</param>
/// <param name="Gain">Factor of its mutations; 0 keeps it as it is.</param>
/// <param name="Least">Smallest value that a mutation comes to.</param>
/// <param name="Most">Largest value that a mutation comes to.</param>
public sealed record EvolvedParameter(string Key, double Gain, double Least, double Most)
{
    private const string Anchors = "anchors";

    // A file that names no number of anchors evolves from this one.
    private const double UsualAnchors = 3;

    /// <summary>All of them, with the gains, limits and order of YOLOv5 v7.0.</summary>
    public static ImmutableArray<EvolvedParameter> All { get; } =
    [
        new("lr0", 1, 1e-5, 0.1), new("lrf", 1, 0.01, 1), new("momentum", 0.3, 0.6, 0.98), new("weight_decay", 1, 0, 0.001),
        new("warmup_epochs", 1, 0, 5), new("warmup_momentum", 1, 0, 0.95), new("warmup_bias_lr", 1, 0, 0.2),
        new("box", 1, 0.02, 0.2), new("cls", 1, 0.2, 4), new("cls_pw", 1, 0.5, 2), new("obj", 1, 0.2, 4), new("obj_pw", 1, 0.5, 2),
        new("iou_t", 0, 0.1, 0.7), new("anchor_t", 1, 2, 8), new("fl_gamma", 0, 0, 2),
        new("hsv_h", 1, 0, 0.1), new("hsv_s", 1, 0, 0.9), new("hsv_v", 1, 0, 0.9),
        new("degrees", 1, 0, 45), new("translate", 1, 0, 0.9), new("scale", 1, 0, 0.9), new("shear", 1, 0, 10), new("perspective", 0, 0, 0.001),
        new("flipud", 1, 0, 1), new("fliplr", 0, 0, 1), new("mosaic", 1, 0, 1), new("mixup", 1, 0, 1), new("copy_paste", 1, 0, 1),
        new(Anchors, 2, 2, 10),
    ];

    /// <summary>Those of a run.</summary>
    /// <param name="anchors">False to leave the number of anchors alone.</param>
    public static ImmutableArray<EvolvedParameter> Of(bool anchors) => anchors ? All : [.. All.Where(parameter => parameter.Key != Anchors)];

    /// <summary>The value that evolution begins with.</summary>
    public double Start(Hyperparameters hyp)
    {
        double value = HyperparameterFile.Get(hyp, Key);
        return Key == Anchors && value == 0 ? UsualAnchors : value;
    }
}
