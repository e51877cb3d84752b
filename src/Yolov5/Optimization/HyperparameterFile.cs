using System.Globalization;
using System.Text;
using Schemes.Json;
using Yolov5.Configuration;

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
        new("hsv_h", 0, 1, hyp => hyp.Hue, (hyp, value) => hyp with { Hue = value }),
        new("hsv_s", 0, 1, hyp => hyp.Saturation, (hyp, value) => hyp with { Saturation = value }),
        new("hsv_v", 0, 1, hyp => hyp.Brightness, (hyp, value) => hyp with { Brightness = value }),
        new("degrees", 0, 180, hyp => hyp.Degrees, (hyp, value) => hyp with { Degrees = value }),
        new("translate", 0, 1, hyp => hyp.Translate, (hyp, value) => hyp with { Translate = value }),
        new("scale", 0, 0.999, hyp => hyp.Scale, (hyp, value) => hyp with { Scale = value }),
        new("shear", 0, 89, hyp => hyp.Shear, (hyp, value) => hyp with { Shear = value }),
        new("perspective", 0, 0.001, hyp => hyp.Perspective, (hyp, value) => hyp with { Perspective = value }),
        new("flipud", 0, 1, hyp => hyp.FlipUpDown, (hyp, value) => hyp with { FlipUpDown = value }),
        new("fliplr", 0, 1, hyp => hyp.FlipLeftRight, (hyp, value) => hyp with { FlipLeftRight = value }),
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

    /// <summary>Reads the same keys from an object in a JSON file.</summary>
    public static Hyperparameters Read(JsonSettings settings)
    {
        settings.AllowOnly([.. Entries.Select(entry => entry.Key)]);
        Hyperparameters hyp = new();
        foreach (Entry entry in Entries)
        {
            if (settings.Has(entry.Key))
                hyp = entry.Set(hyp, settings.Number(entry.Key, entry.Least, entry.Most));
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

    private sealed record Entry(
        string Key,
        double Least,
        double Most,
        Func<Hyperparameters, double> Get,
        Func<Hyperparameters, double, Hyperparameters> Set);
}
