using Yolov5.Configuration;
using Yolov5.Data.Augmentation;

namespace Yolov5.Optimization;

/// <summary>
/// Hyperparameters of a training run; the defaults are YOLOv5 v7.0's hyp.scratch-low. Immutable; read from YAML, where a
/// key that is missing keeps its default.
/// </summary>
public sealed record Hyperparameters
{
    /// <summary>Initial learning rate (SGD 1e-2, Adam 1e-3).</summary>
    public double InitialLearningRate { get; init; } = 0.01;

    /// <summary>Final learning rate as a share of the initial one.</summary>
    public double FinalLearningRateShare { get; init; } = 0.01;

    /// <summary>Momentum of SGD, first decay rate of Adam.</summary>
    public double Momentum { get; init; } = 0.937;

    /// <summary>Weight decay at the nominal batch.</summary>
    public double WeightDecay { get; init; } = 0.0005;

    /// <summary>Warm-up in epochs; fractions are fine.</summary>
    public double WarmupEpochs { get; init; } = 3;

    /// <summary>Momentum that warm-up begins with.</summary>
    public double WarmupMomentum { get; init; } = 0.8;

    /// <summary>Learning rate of the biases that warm-up begins with.</summary>
    public double WarmupBiasLearningRate { get; init; } = 0.1;

    /// <summary>Gain of the box loss.</summary>
    public double Box { get; init; } = 0.05;

    /// <summary>Gain of the class loss.</summary>
    public double Class { get; init; } = 0.5;

    /// <summary>Weight of positives in the class loss.</summary>
    public double ClassPositiveWeight { get; init; } = 1;

    /// <summary>Gain of the objectness loss.</summary>
    public double Objectness { get; init; } = 1;

    /// <summary>Weight of positives in the objectness loss.</summary>
    public double ObjectnessPositiveWeight { get; init; } = 1;

    /// <summary>Largest ratio of a side of a box to that of an anchor, or the inverse.</summary>
    public double AnchorThreshold { get; init; } = 4;

    /// <summary>Anchors to fit for each level; 0 keeps the model's.</summary>
    public double Anchors { get; init; }

    /// <summary>Exponent of the focal loss (Lin et al., 2017); 0 switches it off.</summary>
    public double FocalGamma { get; init; }

    /// <summary>Share of the class targets that is spread over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Variation of training images.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Anchors to fit for each level as a whole number; 0 keeps the model's.</summary>
    public int AnchorsPerLevel => (int)Math.Round(Anchors, MidpointRounding.ToEven);

    /// <summary>
    /// Reads a file of hyper-parameters, with YOLOv5's keys, or one of <see cref="HyperparameterSets.Names"/>, if there is no such file.
    /// </summary>
    /// <exception cref="InvalidInputException">A key is unknown, without effect, or a value out of its range.</exception>
    public static Hyperparameters Load(string nameOrPath) => HyperparameterFile.Read(HyperparameterSets.Read(nameOrPath), nameOrPath);

    /// <summary>Reads the text of such a file; <paramref name="source"/> names it in complaints.</summary>
    /// <exception cref="InvalidInputException">A key is unknown or a value out of its range.</exception>
    public static Hyperparameters Parse(string yaml, string source) => HyperparameterFile.Read(YamlDocument.Parse(yaml, source), source);

    /// <summary>The same as the text of a file.</summary>
    public string ToYaml() => HyperparameterFile.Write(this);

    /// <summary>
    /// The loss gains for one network and image size: all are divided over the levels, the class gain grows with the
    /// number of classes, the objectness gain with the image's area.
    /// </summary>
    /// <param name="levels">Detection levels.</param>
    /// <param name="classCount">Classes.</param>
    /// <param name="imageSize">Side of the training images in pixels.</param>
    public Hyperparameters Scaled(int levels, int classCount, int imageSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        double share = 3.0 / levels;
        return this with
        {
            Box = Box * share,
            Class = Class * (classCount / 80.0 * share),
            Objectness = Objectness * (Math.Pow(imageSize / 640.0, 2) * share),
        };
    }
}
