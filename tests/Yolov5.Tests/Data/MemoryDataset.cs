using System.Collections.Concurrent;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

/// <summary>Images that exist in memory alone: noise of several sizes, up to three boxes each.</summary>
internal sealed class MemoryDataset
{
    private readonly DatasetEntry[] _entries;
    private int _reads;

    public MemoryDataset(int count, bool outlines = false)
    {
        Random random = new(11);
        _entries = new DatasetEntry[count];
        for (int i = 0; i < count; i++)
        {
            BoxLabel[] labels = [.. Enumerable.Range(0, (i + 1) % 4).Select(_ => Label(random))];
            _entries[i] = new DatasetEntry(PathOf(i), $"labels/{i}.txt", random.Next(40, 90), random.Next(40, 90), HasLabelFile: true, labels)
            {
                Outlines = outlines ? [.. labels.Select(Diamond)] : null,
            };
        }
    }

    /// <summary>Exceptions that reading an image throws, by its path.</summary>
    public ConcurrentDictionary<string, Exception> Failures { get; } = [];

    /// <summary>The image that decodes with a warning.</summary>
    public string? Damaged { get; set; }

    /// <summary>Called by the thread that reads an image.</summary>
    public Action? Reading { get; set; }

    /// <summary>Number of images that have been read.</summary>
    public int Reads => _reads;

    public static string PathOf(int index) => $"images/{index:D4}.jpg";

    public DetectionDataset Create(AugmentationOptions? augmentation = null, ImageCaching cache = ImageCaching.None, int imageSize = 64) => new(
        new DatasetScan(_entries, [], _entries.Length),
        new DetectionDatasetOptions { ImageSize = imageSize, Augmentation = augmentation, Cache = cache, ReadImage = Read });

    private DecodedImage Read(string path)
    {
        Interlocked.Increment(ref _reads);
        Reading?.Invoke();
        if (Failures.TryGetValue(path, out Exception? failure))
            throw failure;
        int index = Array.FindIndex(_entries, entry => entry.ImagePath == path);
        Image image = Pictures.Noise(_entries[index].Width, _entries[index].Height, seed: index);
        return Damaged == path ? new DecodedImage(image, ImageDamage.CorruptData, "a bad Huffman code") : new DecodedImage(image);
    }

    private static float[] Diamond(BoxLabel label) =>
    [
        label.X, label.Y - (label.Height / 2), label.X + (label.Width / 2), label.Y,
        label.X, label.Y + (label.Height / 2), label.X - (label.Width / 2), label.Y,
    ];

    private static BoxLabel Label(Random random)
    {
        float width = 0.1f + (0.5f * random.NextSingle()), height = 0.1f + (0.5f * random.NextSingle());
        return new BoxLabel(
            random.Next(3),
            (width / 2) + ((1 - width) * random.NextSingle()),
            (height / 2) + ((1 - height) * random.NextSingle()),
            width,
            height);
    }
}
