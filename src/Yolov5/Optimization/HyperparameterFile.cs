using System.Globalization;
using System.Text;
using Yolov5.Configuration;
using Yolov5.Data.Augmentation;

namespace Yolov5.Optimization;

/// <summary>Keys and ranges of a file of hyper-parameters.</summary>
internal static class HyperparameterFile
{
    private static readonly Entry[] Entries =
    [
        new("lr0", 0, 10, hyp => hyp.InitialLearningRate, (hyp, value) => hyp with { InitialLearningRate = value }),
        new("lrf", 0, 10, hyp => hyp.FinalLearningRateShare, (hyp, value) => hyp with { FinalLearningRateShare = value }),
        new("momentum", 0, 0.9999, hyp => hyp.Momentum, (hyp, value) => hyp with { Momentum = value }),
        new("weight_decay", 0, 1, hyp => hyp.WeightDecay, (hyp, value) => hyp with { WeightDecay = value }),
        new("warmup_epochs", 0, 1000, hyp => hyp.WarmupEpochs, (hyp, value) => hyp with { WarmupEpochs = value }),
        new("warmup_momentum", 0, 0.9999, hyp => hyp.WarmupMomentum, (hyp, value) => hyp with { WarmupMomentum = value }),
        new("warmup_bias_lr", 0, 10, hyp => hyp.WarmupBiasLearningRate, (hyp, value) => hyp with { WarmupBiasLearningRate = value }),
        new("box", 0, 1000, hyp => hyp.Box, (hyp, value) => hyp with { Box = value }),
        new("cls", 0, 1000, hyp => hyp.Class, (hyp, value) => hyp with { Class = value }),
        new("cls_pw", 0, 1000, hyp => hyp.ClassPositiveWeight, (hyp, value) => hyp with { ClassPositiveWeight = value }),
        new("obj", 0, 1000, hyp => hyp.Objectness, (hyp, value) => hyp with { Objectness = value }),
        new("obj_pw", 0, 1000, hyp => hyp.ObjectnessPositiveWeight, (hyp, value) => hyp with { ObjectnessPositiveWeight = value }),
        new("iou_t", 0, 1, hyp => hyp.IouThreshold, (hyp, value) => hyp with { IouThreshold = value }),
        new("anchor_t", 1, 1000, hyp => hyp.AnchorThreshold, (hyp, value) => hyp with { AnchorThreshold = value }),
        new("anchors", 0, 16, hyp => hyp.Anchors, (hyp, value) => hyp with { Anchors = value }),
        new("fl_gamma", 0, 10, hyp => hyp.FocalGamma, (hyp, value) => hyp with { FocalGamma = value }),
        new("label_smoothing", 0, 1, hyp => hyp.LabelSmoothing, (hyp, value) => hyp with { LabelSmoothing = value }),
        Varied("hsv_h", 1, options => options.HsvHue, (options, value) => options with { HsvHue = value }),
        Varied("hsv_s", 1, options => options.HsvSaturation, (options, value) => options with { HsvSaturation = value }),
        Varied("hsv_v", 1, options => options.HsvValue, (options, value) => options with { HsvValue = value }),
        Varied("degrees", 180, options => options.Degrees, (options, value) => options with { Degrees = value }),
        Varied("translate", 1, options => options.Translate, (options, value) => options with { Translate = value }),
        Varied("scale", 0.999, options => options.Scale, (options, value) => options with { Scale = value }),
        Varied("shear", 89, options => options.Shear, (options, value) => options with { Shear = value }),
        Varied("perspective", 0.001, options => options.Perspective, (options, value) => options with { Perspective = value }),
        Varied("flipud", 1, options => options.FlipUpDown, (options, value) => options with { FlipUpDown = value }),
        Varied("fliplr", 1, options => options.FlipLeftRight, (options, value) => options with { FlipLeftRight = value }),
        new("mosaic", 0, 1, hyp => hyp.Mosaic, (hyp, value) => hyp with { Mosaic = value }),
        new("mixup", 0, 1, hyp => hyp.Mixup, (hyp, value) => hyp with { Mixup = value }),
        new("copy_paste", 0, 1, hyp => hyp.CopyPaste, (hyp, value) => hyp with { CopyPaste = value }),
    ];

    public static Hyperparameters Read(YamlValue root)
    {
        root.AllowOnly([.. Entries.Select(entry => entry.Key)]);
        Hyperparameters hyp = new();
        foreach (Entry entry in Entries)
        {
            if (root.Find(entry.Key) is { } value)
                hyp = entry.Set(hyp, value.Number(entry.Least, entry.Most));
        }

        return hyp;
    }

    /// <summary>Reads the same keys from the object <c>hyp</c> of a JSON file.</summary>
    public static Hyperparameters Read(IReadOnlyDictionary<string, double> values, string source)
    {
        if (values.Keys.FirstOrDefault(key => !Entries.Any(entry => entry.Key == key)) is { } unknown)
            throw new InvalidInputException($"{source}: 'hyp.{unknown}' is not a known key; known are {string.Join(", ", Entries.Select(entry => entry.Key))}.");
        Hyperparameters hyp = new();
        foreach (Entry entry in Entries)
        {
            if (values.TryGetValue(entry.Key, out double value))
            {
                hyp = value >= entry.Least && value <= entry.Most
                    ? entry.Set(hyp, value)
                    : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{source}: hyp.{entry.Key} is {value}; a number from {entry.Least} to {entry.Most} is expected."));
            }
        }

        return hyp;
    }

    public static string Write(Hyperparameters hyp)
    {
        StringBuilder text = new();
        foreach (Entry entry in Entries)
            text.Append(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Get(hyp):R}\n");
        return text.ToString();
    }

    private static Entry Varied(string key, double most, Func<AugmentationOptions, double> get, Func<AugmentationOptions, double, AugmentationOptions> set) =>
        new(key, 0, most, hyp => get(hyp.Augmentation), (hyp, value) => hyp with { Augmentation = set(hyp.Augmentation, value) });

    private sealed record Entry(
        string Key,
        double Least,
        double Most,
        Func<Hyperparameters, double> Get,
        Func<Hyperparameters, double, Hyperparameters> Set);
}
