using System.Globalization;
using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>Result of the scan of a split.</summary>
public sealed class DatasetScan
{
    /// <summary>Creates the result of looking at a split.</summary>
    /// <param name="entries">The usable images.</param>
    /// <param name="problems">Everything that was wrong.</param>
    /// <param name="total">Number of images looked at.</param>
    public DatasetScan(IReadOnlyList<DatasetEntry> entries, IReadOnlyList<DatasetProblem> problems, int total)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfLessThan(total, entries.Count);
        Entries = entries;
        Problems = problems;
        Total = total;
        Missing = entries.Count(entry => !entry.HasLabelFile);
        Empty = entries.Count(entry => entry.HasLabelFile && entry.Labels.Count == 0);
    }

    /// <summary>The usable images in ordinal order of their paths.</summary>
    public IReadOnlyList<DatasetEntry> Entries { get; }

    /// <summary>Everything that was wrong, in the order of the images; each thing once.</summary>
    public IReadOnlyList<DatasetProblem> Problems { get; }

    /// <summary>Number of images looked at.</summary>
    public int Total { get; }

    /// <summary>Number of images with at least one object.</summary>
    public int Found => Entries.Count - Missing - Empty;

    /// <summary>Number of images without a label file.</summary>
    public int Missing { get; }

    /// <summary>Number of images whose label file holds no object.</summary>
    public int Empty { get; }

    /// <summary>Number of images that are ignored: unreadable, too small, or with unusable labels.</summary>
    public int Corrupt => Total - Entries.Count;

    /// <summary>Number of objects.</summary>
    public int Objects => Entries.Sum(entry => entry.Labels.Count);

    /// <summary>Number of images that had to be decoded, because nothing was known of them or they had changed; null if no files were scanned.</summary>
    public int? Decoded { get; internal init; }

    /// <summary>True if all images were known from an earlier scan.</summary>
    public bool FromCache => Decoded == 0 && Total > 0;

    /// <summary>Notes for the user about the scan itself, such as a cache that could not be written.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>Result of the pairing of the frames of two cameras; null for images of one.</summary>
    public PairScan? Pairs { get; init; }

    /// <summary>The same images with every object of class 0.</summary>
    public DatasetScan AsSingleClass() =>
        new([.. Entries.Select(entry => entry with { Labels = [.. entry.Labels.Select(label => label with { Class = 0 })] })], Problems, Total) { Decoded = Decoded, Notes = Notes, Pairs = Pairs };

    /// <summary>The result in one line.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Total} images: {Found} with objects ({Objects}), {Missing} without label file, {Empty} with an empty one, {Corrupt} corrupt and ignored{(FromCache ? " (from cache)" : "")}");
}
