using Yolov5.Data;

namespace Yolov5.Datasets;

/// <summary>Figures of the objects of a split.</summary>
public sealed record DatasetStatistics
{
    /// <summary>Side of the square that is as large as the largest small object, in pixels (COCO).</summary>
    private const double SmallSide = 32;

    /// <summary>Side of the square that is as large as the largest medium object, in pixels (COCO).</summary>
    private const double MediumSide = 96;

    /// <summary>Number of images that can be used.</summary>
    public required int Images { get; init; }

    /// <summary>Number of images without an object.</summary>
    public required int Background { get; init; }

    /// <summary>The classes, in the order of their numbers.</summary>
    public required IReadOnlyList<ClassStatistics> Classes { get; init; }

    /// <summary>Class, width and height in pixels of every box.</summary>
    public required IReadOnlyList<(int Class, double Width, double Height)> Boxes { get; init; }

    /// <summary>Number of objects of every image.</summary>
    public required IReadOnlyList<int> ObjectsPerImage { get; init; }

    /// <summary>Sizes of images in pixels, with the number of images of each, the most frequent first.</summary>
    public required IReadOnlyList<(int Width, int Height, int Images)> ImageSizes { get; init; }

    /// <summary>Number of objects of an area below 32x32, below 96x96, and above, in pixels of the images as they are.</summary>
    public (int Small, int Medium, int Large) SizeRanges
    {
        get
        {
            int small = Boxes.Count(static box => box.Width * box.Height < SmallSide * SmallSide);
            int medium = Boxes.Count(static box => box.Width * box.Height < MediumSide * MediumSide) - small;
            return (small, medium, Boxes.Count - small - medium);
        }
    }

    /// <summary>Counts the objects of a split.</summary>
    /// <param name="scan">The split.</param>
    /// <param name="names">Class names.</param>
    public static DatasetStatistics Of(DatasetScan scan, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyList<DatasetEntry> entries = scan.Entries;
        (int Class, double Width, double Height)[] boxes =
            [.. entries.SelectMany(entry => entry.Labels.Select(label => (label.Class, label.Width * (double)entry.Width, label.Height * (double)entry.Height)))];
        ILookup<int, (int Class, double Width, double Height)> byClass = boxes.ToLookup(static box => box.Class);
        int[] images = new int[names.Count];
        foreach (int each in entries.SelectMany(static entry => entry.Labels.Select(static label => label.Class).Distinct()))
            images[each]++;
        return new DatasetStatistics
        {
            Images = entries.Count,
            Background = entries.Count(static entry => entry.Labels.Count == 0),
            Classes =
            [
                .. names.Select((name, i) => new ClassStatistics(
                    name, byClass[i].Count(), images[i], Median(byClass[i].Select(static box => box.Width)), Median(byClass[i].Select(static box => box.Height)))),
            ],
            Boxes = boxes,
            ObjectsPerImage = [.. entries.Select(static entry => entry.Labels.Count)],
            ImageSizes =
            [
                .. entries.GroupBy(static entry => (entry.Width, entry.Height)).Select(static group => (group.Key.Width, group.Key.Height, group.Count()))
                    .OrderByDescending(static size => size.Item3).ThenBy(static size => size.Width).ThenBy(static size => size.Height),
            ],
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
