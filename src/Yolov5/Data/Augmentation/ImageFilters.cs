namespace Yolov5.Data.Augmentation;

/// <summary>Filters that were drawn for a sample, in the order of YOLOv5's list for Albumentations.</summary>
internal sealed class ImageFilters
{
    private const int LargestKernel = 7;
    private const double BrightnessRange = 0.2, ContrastRange = 0.2;
    private const int LeastGamma = 80, MostGamma = 120, LeastQuality = 75;
    private const double MostClip = 4;

    private readonly List<PlaneFilter> _filters = [];

    private delegate void PlaneFilter(int width, int height, Span<byte> planes);

    /// <summary>Draws which filters are applied and how strongly; null if none is.</summary>
    public static ImageFilters? Draw(FilterOptions options, RandomStream random)
    {
        ImageFilters drawn = new();
        drawn.Add(options.Blur, random, () =>
        {
            int size = Kernel(random);
            return (width, height, planes) => BlurFilters.Box(width, height, planes, size);
        });
        drawn.Add(options.MedianBlur, random, () =>
        {
            int size = Kernel(random);
            return (width, height, planes) => BlurFilters.Median(width, height, planes, size);
        });
        drawn.Add(options.ToGray, random, () => static (_, _, planes) => ToneFilters.Gray(planes));
        drawn.Add(options.Clahe, random, () =>
        {
            double clip = random.Uniform(1, MostClip);
            return (width, height, planes) => Clahe.Apply(width, height, planes, clip);
        });
        drawn.Add(options.BrightnessContrast, random, () =>
        {
            double contrast = 1 + random.Uniform(-ContrastRange, ContrastRange), brightness = random.Uniform(-BrightnessRange, BrightnessRange);
            return (_, _, planes) => ToneFilters.BrightnessContrast(planes, contrast, brightness);
        });
        drawn.Add(options.Gamma, random, () =>
        {
            double gamma = random.Uniform(LeastGamma, MostGamma) / 100;
            return (_, _, planes) => ToneFilters.Gamma(planes, gamma);
        });
        drawn.Add(options.Compression, random, () =>
        {
            int quality = LeastQuality + random.NextInt(100 - LeastQuality + 1);
            return (width, height, planes) => ToneFilters.Compress(width, height, planes, quality);
        });
        return drawn._filters.Count == 0 ? null : drawn;
    }

    /// <summary>Applies them in place.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="planes">[3, height, width] values.</param>
    public void Apply(int width, int height, Span<byte> planes)
    {
        foreach (PlaneFilter filter in _filters)
            filter(width, height, planes);
    }

    private void Add(double probability, RandomStream random, Func<PlaneFilter> draw)
    {
        if (probability > 0 && random.Chance(probability))
            _filters.Add(draw());
    }

    private static int Kernel(RandomStream random) => 3 + (2 * random.NextInt(((LargestKernel - 3) / 2) + 1));
}
