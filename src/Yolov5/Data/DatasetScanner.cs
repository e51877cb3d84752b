using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>
/// Decodes every image and reads every label of a split, in parallel, and finds which can be used. What was found is kept in a
/// file beside the labels: the next scan decodes and reads what has changed.
/// </summary>
public sealed class DatasetScanner
{
    /// <summary>Images with a side below this are ignored, in pixels.</summary>
    public const int MinimumSide = 10;

    /// <summary>Number of threads; by default one a core, at most 8.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>True to read the result of an earlier scan if there is one, and to write this one's.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Options by which the frames of two cameras become samples; other data sets do not need them.</summary>
    public PairOptions Pairs { get; init; } = new();

    /// <summary>Tells which label files changed so shortly ago that a further change could go unseen.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Receives the progress after each image; reports may come from several threads.</summary>
    public IProgress<ScanProgress>? Progress { get; init; }

    /// <summary>Scans one split of a data set.</summary>
    /// <exception cref="InvalidInputException">The split is not described, is missing, or holds no image; or a label has a class that the data set does not have.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public DatasetScan Scan(DatasetDescription description, DatasetSplit split, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.IsPaired
            ? new PairScanner(this).Scan(description, split, cancellationToken)
            : Scan(description.Sources(split), description.ClassCount, cancellationToken);
    }

    /// <summary>Scans folders and lists of images.</summary>
    /// <param name="sources">Folders, <c>.txt</c> lists.</param>
    /// <param name="classCount">Number of classes, at least 1.</param>
    /// <param name="cancellationToken">Ends the scan early.</param>
    /// <exception cref="InvalidInputException">A source is missing, or there is no image; or a label has a class that is not below the number of classes.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public DatasetScan Scan(IReadOnlyList<string> sources, int classCount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        List<DatasetProblem> found = [];
        List<string> images = ImageList.Collect(sources, found);
        List<string> labels = images.ConvertAll(ImageList.LabelPath);

        DatasetCache? cache = UseCache ? new DatasetCache(sources, images[0], labels[0]) : null;
        ImageChecker checker = new();
        LabelReader reader = new(classCount, Clock.GetUtcNow());
        KnownImage?[] kept = new KnownImage?[images.Count];
        DatasetEntry?[] entries = new DatasetEntry?[images.Count];
        DatasetProblem?[] problems = new DatasetProblem?[images.Count];
        ClassRange range = new(classCount);
        int done = 0, corrupt = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(1, Workers), CancellationToken = cancellationToken };
        Parallel.For(0, images.Count, options, i =>
        {
            KnownImage? known = cache?.Find(images[i]);
            (ImageStamp? stamp, ImageCheck check) = checker.Check(images[i], known);
            KnownLabels? knownLabels = known?.Labels;
            (entries[i], problems[i]) = Entry(images[i], labels[i], check, range, reader, ref knownLabels);
            kept[i] = stamp is { } state ? new KnownImage(state, check, knownLabels) : null;
            int ignored = entries[i] is null ? Interlocked.Increment(ref corrupt) : Volatile.Read(ref corrupt);
            Progress?.Report(new ScanProgress(Interlocked.Increment(ref done), images.Count, ignored));
        });

        // The work is kept before the labels are refused: it need not be done again once they are right.
        string? note = cache is not null && (checker.Unknown > 0 || reader.Learned > 0 || cache.Count != images.Count) ? cache.TryWrite(images, kept) : null;
        range.ThrowIfExceeded();
        return new DatasetScan([.. entries.OfType<DatasetEntry>()], [.. found, .. problems.OfType<DatasetProblem>()], images.Count)
        {
            Decoded = checker.Decoded,
            Notes = note is null ? [] : [note],
        };
    }

    /// <summary>The entry of an image with its labels, or the reason that it is ignored.</summary>
    internal static (DatasetEntry? Entry, DatasetProblem? Problem) Entry(
        string image, string label, ImageCheck check, ClassRange range, LabelReader reader, ref KnownLabels? known)
    {
        const string Ignored = "image ignored", Used = DatasetProblem.Used;
        if (check.Ignored)
            return (null, new DatasetProblem(image, check.Reason!, Ignored));
        DatasetProblem? damage = check.Reason is null ? null : new DatasetProblem(image, check.Reason, Used);
        try
        {
            LabelFileContent? content = reader.Read(label, known, out known);
            if (content is null)
            {
                // A label that is there and cannot be followed must not make its image background.
                return Directory.Exists(label) ? (null, new DatasetProblem(label, "it is a folder; a label file is expected", Ignored))
                    : new FileInfo(label).LinkTarget is { } target ? (null, new DatasetProblem(label, $"the link leads to {target}, which does not exist", Ignored))
                    : (new DatasetEntry(image, label, check.Width, check.Height, HasLabelFile: false, []), damage);
            }

            range.Add(label, content);
            if (content.Error is not null)
                return (null, new DatasetProblem(label, content.Error, Ignored));
            if (content.DuplicatesRemoved > 0)
            {
                DatasetProblem duplicates = new(label, $"{content.DuplicatesRemoved} rows repeat another one", "repetitions removed");
                damage = damage is null
                    ? duplicates
                    : damage with { Reason = $"{damage.Reason}; {duplicates.Reason}", Action = $"{damage.Action}, {duplicates.Action}" };
            }

            return (new DatasetEntry(image, label, check.Width, check.Height, HasLabelFile: true, content.Labels) { Outlines = content.Outlines }, damage);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, new DatasetProblem(label, exception.Message, Ignored));
        }
    }
}
