using System.Collections.Immutable;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// The images of a split with their objects, as samples of a wanted shape. Safe for several threads, each with a
/// <see cref="Sample"/> of its own.
/// </summary>
/// <remarks>
/// A sample is made in three steps: images are read and placed (one image in a letterbox; a mosaic of several would be
/// placed here), the augmentation's steps change the sample, and its boxes are cut at the border and normalised.
/// </remarks>
public sealed class DetectionDataset
{
    /// <summary>Boxes end this far inside the right and lower border, in pixels, as in the reference.</summary>
    private const double BorderMargin = 1e-3;

    private readonly DetectionDatasetOptions _options;
    private readonly ImmutableArray<IAugmentation> _steps;
    private readonly ResizedImage?[] _cache;
    private long _cachedBytes;

    /// <summary>Creates the data set of a scan.</summary>
    /// <exception cref="InvalidInputException">
    /// No image can be used, there is nothing to train on, or an augmentation is out of range.
    /// </exception>
    public DetectionDataset(DatasetScan scan, DetectionDatasetOptions options)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ImageSize, 32);
        if (scan.Entries.Count == 0)
            throw new InvalidInputException($"None of {scan.Total} images can be used. {Reasons(scan)}");
        if (options.Augmentation is not null && scan.Objects == 0)
            throw new InvalidInputException($"There is nothing to train on: none of {scan.Entries.Count} images has an object; labels were looked for at {scan.Entries[0].LabelPath} and so on. {Reasons(scan)}");
        _options = options;
        _steps = options.Augmentation?.CreateSteps() ?? [];
        _cache = options.Cache == ImageCaching.Ram ? new ResizedImage?[scan.Entries.Count] : [];
        Entries = scan.Entries;
    }

    /// <summary>The images and their labels.</summary>
    public IReadOnlyList<DatasetEntry> Entries { get; }

    /// <summary>Number of images.</summary>
    public int Count => Entries.Count;

    /// <summary>Length of the long side that images are resized to, in pixels.</summary>
    public int ImageSize => _options.ImageSize;

    /// <summary>True if samples are made for training.</summary>
    public bool IsAugmented => _options.Augmentation is not null;

    /// <summary>Bytes of images kept in memory.</summary>
    public long CachedBytes => Interlocked.Read(ref _cachedBytes);

    /// <summary>Makes one sample; its boxes may reach over the border until they are written into a batch.</summary>
    /// <param name="index">Place of the image, from 0 to <see cref="Count"/> - 1.</param>
    /// <param name="width">Width of the sample in pixels.</param>
    /// <param name="height">Height of the sample in pixels.</param>
    /// <param name="sample">Receives the sample.</param>
    /// <param name="random">Source of the augmentation's random numbers.</param>
    /// <exception cref="InvalidInputException">The image cannot be decoded.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public void Load(int index, int width, int height, Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        Place(index, width, height, sample);
        foreach (IAugmentation step in _steps)
            step.Apply(sample, random);
    }

    /// <summary>Writes the objects of a sample as rows [0, class, xc, yc, w, h], cut at the border, in shares of the sample's sides.</summary>
    internal static float[] Targets(Sample sample)
    {
        float width = sample.Image.Width, height = sample.Image.Height;
        float right = (float)(sample.Image.Width - BorderMargin), lower = (float)(sample.Image.Height - BorderMargin);
        float[] rows = new float[sample.Boxes.Count * Batch.TargetColumns];
        int at = 0;
        foreach (PixelBox box in sample.Boxes)
        {
            float x1 = Math.Clamp(box.Left, 0, right), x2 = Math.Clamp(box.Right, 0, right);
            float y1 = Math.Clamp(box.Top, 0, lower), y2 = Math.Clamp(box.Bottom, 0, lower);
            rows[at + 1] = box.Class;
            rows[at + 2] = (x1 + x2) / 2 / width;
            rows[at + 3] = (y1 + y2) / 2 / height;
            rows[at + 4] = (x2 - x1) / width;
            rows[at + 5] = (y2 - y1) / height;
            at += Batch.TargetColumns;
        }

        return rows;
    }

    private void Place(int index, int width, int height, Sample sample)
    {
        ResizedImage source = ReadResized(index);
        Image image = source.Image;
        LetterboxGeometry geometry = Letterbox.Compute(image.Width, image.Height, width, height, scaleUp: IsAugmented);
        Letterbox.Apply(image, geometry, sample.Spare(width, height));
        sample.UseSpare();
        sample.ImagePath = Entries[index].ImagePath;
        sample.Damage = source.Damage;
        sample.Geometry = new SampleGeometry(
            source.OriginalWidth,
            source.OriginalHeight,
            (double)image.Width / source.OriginalWidth,
            (double)image.Height / source.OriginalHeight,
            geometry.PadX,
            geometry.PadY);

        // Single precision and this order of operations are the reference's; targets then agree to the last bit.
        float scaleX = (float)(geometry.Ratio * image.Width), scaleY = (float)(geometry.Ratio * image.Height);
        float padX = (float)geometry.PadX, padY = (float)geometry.PadY;
        sample.Boxes.Clear();
        foreach (BoxLabel label in Entries[index].Labels)
        {
            sample.Boxes.Add(new PixelBox(
                label.Class,
                (scaleX * (label.X - (label.Width / 2))) + padX,
                (scaleY * (label.Y - (label.Height / 2))) + padY,
                (scaleX * (label.X + (label.Width / 2))) + padX,
                (scaleY * (label.Y + (label.Height / 2))) + padY));
        }
    }

    private ResizedImage ReadResized(int index)
    {
        if (_cache.Length > 0 && Volatile.Read(ref _cache[index]) is { } kept)
            return kept;
        DecodedImage decoded = _options.ReadImage(Entries[index].ImagePath);
        Image image = decoded.Image;
        string? damage = decoded.Damage == ImageDamage.None ? null : decoded.Warning ?? decoded.Damage.ToString();
        ResizedImage resized = new(ToImageSize(image), image.Width, image.Height, damage);
        if (_cache.Length > 0)
            Keep(index, resized);
        return resized;
    }

    /// <summary>Resizes so that the long side equals the image size; the new sides are cut, not rounded, to whole pixels.</summary>
    private Image ToImageSize(Image image)
    {
        double ratio = (double)_options.ImageSize / Math.Max(image.Width, image.Height);
        if (ratio == 1)
            return image;
        int width = Math.Max(1, (int)(image.Width * ratio));
        int height = Math.Max(1, (int)(image.Height * ratio));
        return IsAugmented || ratio > 1 ? Resize.Bilinear(image, width, height) : Resize.Area(image, width, height);
    }

    private void Keep(int index, ResizedImage resized)
    {
        long bytes = resized.Image.Pixels.LongLength;
        if (Interlocked.Add(ref _cachedBytes, bytes) > _options.CacheLimitBytes
            || Interlocked.CompareExchange(ref _cache[index], resized, null) is not null)
        {
            Interlocked.Add(ref _cachedBytes, -bytes);
        }
    }

    private static string Reasons(DatasetScan scan) => scan.Problems.Count == 0
        ? ""
        : $"The first of {scan.Problems.Count} problems: {string.Join(" | ", scan.Problems.Take(3))}";

    private sealed record ResizedImage(Image Image, int OriginalWidth, int OriginalHeight, string? Damage);
}
