using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Decodes every image and reads every label of a split once, in parallel, and finds which can be used. The result is kept
/// in a file beside the labels, so that the next run starts at once as long as no file has changed.
/// </summary>
public sealed class DatasetScanner
{
    /// <summary>Images with a side below this are ignored, in pixels.</summary>
    public const int MinimumSide = 10;

    /// <summary>Number of threads; by default one a core, at most 8.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>True to read the result of an earlier scan if there is one, and to write this one's.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Receives the progress after each image; reports may come from several threads.</summary>
    public IProgress<ScanProgress>? Progress { get; init; }

    /// <summary>Scans one split of a data set.</summary>
    /// <exception cref="InvalidInputException">The split is not described, is missing, or holds no image.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public DatasetScan Scan(DatasetDescription description, DatasetSplit split, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return Scan(description.Sources(split), description.ClassCount, cancellationToken);
    }

    /// <summary>Scans folders and lists of images.</summary>
    /// <param name="sources">Folders, <c>.txt</c> lists.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="cancellationToken">Ends the scan early.</param>
    /// <exception cref="InvalidInputException">A source is missing, or there is no image.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public DatasetScan Scan(IReadOnlyList<string> sources, int classCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        List<string> images = ImageList.Collect(sources);
        List<string> labels = images.ConvertAll(ImageList.LabelPath);

        DatasetCache? cache = UseCache ? new DatasetCache(sources, images, labels, classCount) : null;
        if (cache?.TryRead() is { } known)
            return known;

        DatasetEntry?[] entries = new DatasetEntry?[images.Count];
        DatasetProblem?[] problems = new DatasetProblem?[images.Count];
        int done = 0, corrupt = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(1, Workers), CancellationToken = cancellationToken };
        Parallel.For(0, images.Count, options, i =>
        {
            (entries[i], problems[i]) = Check(images[i], labels[i], classCount);
            int ignored = entries[i] is null ? Interlocked.Increment(ref corrupt) : Volatile.Read(ref corrupt);
            Progress?.Report(new ScanProgress(Interlocked.Increment(ref done), images.Count, ignored));
        });

        DatasetScan scan = new([.. entries.OfType<DatasetEntry>()], [.. problems.OfType<DatasetProblem>()], images.Count);
        return cache?.TryWrite(scan) is { } note
            ? new DatasetScan(scan.Entries, scan.Problems, scan.Total) { Notes = [note] }
            : scan;
    }

    private static (DatasetEntry? Entry, DatasetProblem? Problem) Check(string image, string label, int classCount)
    {
        const string Ignored = "image ignored", Used = "image used as it can be read";
        try
        {
            DecodedImage decoded = ImageFile.Read(image);
            ImageSize size = new(decoded.Image.Width, decoded.Image.Height);
            if (size.Width < MinimumSide || size.Height < MinimumSide)
                return (null, new DatasetProblem(image, $"it has {size.Width}x{size.Height} pixels; a side has at least {MinimumSide}", Ignored));
            if (decoded.Damage is ImageDamage.Truncated)
                return (null, new DatasetProblem(image, "the file is cut off in the middle of its pixels", Ignored));
            DatasetProblem? damage = decoded.Damage switch
            {
                ImageDamage.None => null,
                ImageDamage.MissingEndMarker => new DatasetProblem(image, "the file has no end marker", Used),
                _ => new DatasetProblem(image, $"the file is damaged inside: {decoded.Warning}", Used),
            };
            return CheckLabels(image, label, size, classCount, damage);
        }
        catch (ImageFormatException exception)
        {
            return (null, new DatasetProblem(image, exception.Reason, Ignored));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new DatasetProblem(image, exception.Message, Ignored));
        }
    }

    private static (DatasetEntry? Entry, DatasetProblem? Problem) CheckLabels(
        string image, string label, ImageSize size, int classCount, DatasetProblem? damage)
    {
        if (!File.Exists(label))
            return (new DatasetEntry(image, label, size.Width, size.Height, HasLabelFile: false, []), damage);
        LabelFileContent content = LabelFile.Read(label, classCount);
        if (content.Error is not null)
            return (null, new DatasetProblem(label, content.Error, "image ignored"));
        if (content.DuplicatesRemoved > 0)
        {
            DatasetProblem duplicates = new(label, $"{content.DuplicatesRemoved} rows repeat another one", "repetitions removed");
            damage = damage is null
                ? duplicates
                : damage with { Reason = $"{damage.Reason}; {duplicates.Reason}", Action = $"{damage.Action}, {duplicates.Action}" };
        }

        return (new DatasetEntry(image, label, size.Width, size.Height, HasLabelFile: true, content.Labels) { Outlines = content.Outlines }, damage);
    }
}
