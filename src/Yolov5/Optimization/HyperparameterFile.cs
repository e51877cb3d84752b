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
        Varied("mosaic", 1, options => options.Mosaic, (options, value) => options with { Mosaic = value }),
        Varied("mosaic9", 1, options => options.Mosaic9, (options, value) => options with { Mosaic9 = value }),
        Varied("mixup", 1, options => options.Mixup, (options, value) => options with { Mixup = value }),
        Varied("copy_paste", 1, options => options.CopyPaste, (options, value) => options with { CopyPaste = value }),
        Filtered("blur", filters => filters.Blur, (filters, value) => filters with { Blur = value }),
        Filtered("median_blur", filters => filters.MedianBlur, (filters, value) => filters with { MedianBlur = value }),
        Filtered("to_gray", filters => filters.ToGray, (filters, value) => filters with { ToGray = value }),
        Filtered("clahe", filters => filters.Clahe, (filters, value) => filters with { Clahe = value }),
        Filtered("brightness_contrast", filters => filters.BrightnessContrast, (filters, value) => filters with { BrightnessContrast = value }),
        Filtered("gamma", filters => filters.Gamma, (filters, value) => filters with { Gamma = value }),
        Filtered("image_compression", filters => filters.Compression, (filters, value) => filters with { Compression = value }),
    ];

    // Every file of YOLOv5 has this key with this value, and nothing has read it since v3.
    private const string Unused = "iou_t";
    private const double UnusedValue = 0.2;

    public static Hyperparameters Read(YamlValue root, string source)
    {
        root.AllowOnly([.. Entries.Select(entry => entry.Key), Unused]);
        if (root.Find(Unused) is { } unused && !(unused.TryNumber(out double number) && number == UnusedValue))
            throw unused.Wrong("0.2, or no such line, because the key has no effect,");
        Hyperparameters hyp = new();
        foreach (Entry entry in Entries)
        {
            if (root.Find(entry.Key) is { } value)
                hyp = entry.Set(hyp, value.Number(entry.Least, entry.Most));
        }

        return Effective(hyp, source);
    }

    /// <summary>Reads the same keys from the object <c>hyp</c> of a JSON file.</summary>
    public static Hyperparameters Read(IReadOnlyDictionary<string, double> values, string source)
    {
        if (values.Keys.FirstOrDefault(key => key != Unused && !Entries.Any(entry => entry.Key == key)) is { } unknown)
            throw new InvalidInputException($"{source}: 'hyp.{unknown}' is not a known key; known are {string.Join(", ", Entries.Select(entry => entry.Key))}.");
        if (values.TryGetValue(Unused, out double unused) && unused != UnusedValue)
            throw new InvalidInputException($"{source}: hyp.{Unused} has no effect; 0.2, or no such key, is expected.");
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

        return Effective(hyp, source);
    }

    public static string Write(Hyperparameters hyp)
    {
        StringBuilder text = new();
        foreach (Entry entry in Entries)
            text.Append(CultureInfo.InvariantCulture, $"{entry.Key}: {entry.Get(hyp):R}\n");
        return text.ToString();
    }

    /// <summary>The value of a key.</summary>
    public static double Get(Hyperparameters hyp, string key) => key == Unused ? UnusedValue : EntryOf(key).Get(hyp);

    /// <summary>The same hyper-parameters with another value of a key.</summary>
    public static Hyperparameters With(Hyperparameters hyp, string key, double value) => key == Unused ? hyp : EntryOf(key).Set(hyp, value);

    private static Entry EntryOf(string key) => Entries.First(entry => entry.Key == key);

    // Images are mixed, and objects copied, in mosaics alone.
    private static Hyperparameters Effective(Hyperparameters hyp, string source)
    {
        AugmentationOptions options = hyp.Augmentation;
        string? idle = options.Mosaic > 0 ? null : options.Mosaic9 > 0 ? "mosaic9" : options.Mixup > 0 ? "mixup" : options.CopyPaste > 0 ? "copy_paste" : null;
        return idle is null ? hyp : throw new InvalidInputException($"{source}: {idle} has no effect while mosaic is 0; set it to 0, or mosaic above 0.");
    }

    private static Entry Varied(string key, double most, Func<AugmentationOptions, double> get, Func<AugmentationOptions, double, AugmentationOptions> set) =>
        new(key, 0, most, hyp => get(hyp.Augmentation), (hyp, value) => hyp with { Augmentation = set(hyp.Augmentation, value) });

    private static Entry Filtered(string key, Func<FilterOptions, double> get, Func<FilterOptions, double, FilterOptions> set) =>
        Varied(key, 1, options => get(options.Filters), (options, value) => options with { Filters = set(options.Filters, value) });

    private sealed record Entry(
        string Key,
        double Least,
        double Most,
        Func<Hyperparameters, double> Get,
        Func<Hyperparameters, double, Hyperparameters> Set);
}
