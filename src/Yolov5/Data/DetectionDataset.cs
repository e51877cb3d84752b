using Yolov5.Data.Augmentation;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// The images of a split with their objects, as samples of a wanted shape. Safe for several threads, each with a
/// <see cref="Sample"/> of its own.
/// </summary>
/// <remarks>
/// For validation a sample is one image in a letterbox. For training everything random is drawn first: the images and their places on a
/// canvas, the view of it, colours, flips; then the images are read and drawn through the view. Boxes are cut at the border and normalised.
/// </remarks>
public sealed class DetectionDataset
{
    /// <summary>Bytes of memory for the images that were read last, which the mosaics of neighbouring samples use too.</summary>
    public const long RecentBytes = 256L << 20;

    /// <summary>Boxes end this far inside the right and lower border, in pixels, as in the reference.</summary>
    private const double BorderMargin = 1e-3;

    private readonly DetectionDatasetOptions _options;
    private readonly SampleImages _images;
    private readonly TrainingSamples? _training;

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
        options.Augmentation?.Validate();
        _options = options;
        Pairs = scan.Pairs;
        _images = new SampleImages(scan.Entries, options, scan.Pairs?.Options.Modality);
        _training = options.Augmentation is null ? null : new TrainingSamples(scan.Entries, _images, options.Augmentation, options.ImageSize);
        Entries = scan.Entries;
    }

    /// <summary>The images and their labels.</summary>
    public IReadOnlyList<DatasetEntry> Entries { get; }

    /// <summary>Result of the pairing of the frames of two cameras; null for images of one.</summary>
    public PairScan? Pairs { get; }

    /// <summary>Channels of a sample: 3, or 6 for the frames of two cameras.</summary>
    public int Channels => Image.Channels * _images.Groups;

    /// <summary>Number of images.</summary>
    public int Count => Entries.Count;

    /// <summary>Length of the long side that images are resized to, in pixels.</summary>
    public int ImageSize => _options.ImageSize;

    /// <summary>True if samples are made for training.</summary>
    public bool IsAugmented => _options.Augmentation is not null;

    /// <summary>Bytes of images kept in memory.</summary>
    public int Cached => _images.Kept;

    /// <summary>Reason that no more images are kept on the disk; null as long as they are.</summary>
    public DatasetProblem? CacheFailure => _images.CacheFailure;

    /// <summary>Makes one sample; its boxes may reach over the border until they are written into a batch.</summary>
    /// <param name="index">Place of the image, from 0 to <see cref="Count"/> - 1.</param>
    /// <param name="plan">Shape of the batch.</param>
    /// <param name="sample">Receives everything but the pixels.</param>
    /// <param name="random">Source of the augmentation's random numbers.</param>
    /// <param name="planes">Receives the pixels: [C, H, W] values, C being <see cref="Channels"/>.</param>
    /// <param name="slot">Place of the sample in the batch.</param>
    /// <exception cref="InvalidInputException">The image cannot be decoded.</exception>
    /// <exception cref="IOException">The image cannot be read.</exception>
    public void Load(int index, PlannedBatch plan, Sample sample, RandomStream random, Span<byte> planes, int slot = 0)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(random);
        if (_training is not null)
            _training.Make(index, plan, slot, sample, random, planes);
        else
            Place(index, plan, sample, planes);
    }

    /// <summary>Writes the objects of a sample as rows [0, class, xc, yc, w, h], cut at the border, in shares of the sample's sides.</summary>
    internal static float[] Targets(Sample sample)
    {
        float width = sample.Width, height = sample.Height;
        float right = (float)(sample.Width - BorderMargin), lower = (float)(sample.Height - BorderMargin);
        float[] rows = new float[sample.Boxes.Count * Batch.TargetColumns];
        int at = 0;
        foreach (PixelBox box in sample.Boxes)
        {
            float x1 = Math.Clamp(box.Left, 0, right), x2 = Math.Clamp(box.Right, 0, right);
            float y1 = Math.Clamp(box.Top, 0, lower), y2 = Math.Clamp(box.Bottom, 0, lower);
            float x = (x1 + x2) / 2 / width, y = (y1 + y2) / 2 / height;
            rows[at + 1] = box.Class;
            rows[at + 2] = sample.Mirrored ? 1 - x : x;
            rows[at + 3] = sample.UpsideDown ? 1 - y : y;
            rows[at + 4] = (x2 - x1) / width;
            rows[at + 5] = (y2 - y1) / height;
            at += Batch.TargetColumns;
        }

        return rows;
    }

    /// <summary>The plain way, for validation: one image in its letterbox.</summary>
    private void Place(int index, PlannedBatch plan, Sample sample, Span<byte> planes)
    {
        DatasetEntry entry = Entries[index];
        sample.Reset(plan.Width, plan.Height, entry.ImagePath);
        (ImageSize size, ImageSize original) = (_images.SizeOf(index), new ImageSize(entry.Width, entry.Height));
        ResizedImage?[] sources = new ResizedImage?[_images.Groups];
        for (int group = 0; group < sources.Length; group++)
        {
            sources[group] = _images.Read(group, index);

            // An image that was replaced since the scan is placed as it is now.
            if (entry.Frames is null)
                (size, original) = (new ImageSize(sources[group]!.Image.Width, sources[group]!.Image.Height), new ImageSize(sources[group]!.OriginalWidth, sources[group]!.OriginalHeight));
        }

        LetterboxGeometry geometry = Letterbox.Compute(size.Width, size.Height, plan.Width, plan.Height, scaleUp: false);
        Image letterbox = sample.LetterboxImage(plan.Width, plan.Height);
        int length = planes.Length / sources.Length;
        for (int group = 0; group < sources.Length; group++)
        {
            Image image = sources[group] is { } source ? Resize.Bilinear(source.Image, size.Width, size.Height) : new Image(size.Width, size.Height);
            Letterbox.Apply(image, geometry, letterbox);
            PlanarPixels.Write(letterbox, planes.Slice(group * length, length));
            if (sources[group]?.Damage is { } damage)
                sample.Problems.Add(new DatasetProblem(_images.FileOf(group, index).ImagePath, damage, DatasetProblem.Used));
        }

        sample.Geometry = new SampleGeometry(
            original.Width, original.Height, (double)size.Width / original.Width, (double)size.Height / original.Height, geometry.PadX, geometry.PadY);

        float scaleX = (float)(geometry.Ratio * size.Width), scaleY = (float)(geometry.Ratio * size.Height);
        foreach (BoxLabel label in entry.Labels)
            sample.Boxes.Add(CanvasObject.Place(label, null, scaleX, scaleY, (float)geometry.PadX, (float)geometry.PadY).Box);
    }

    private static string Reasons(DatasetScan scan) => scan.Problems.Count == 0
        ? ""
        : $"The first of {scan.Problems.Count} problems: {string.Join(" | ", scan.Problems.Take(3))}";
}
