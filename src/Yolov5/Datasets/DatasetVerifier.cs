using System.Collections.Concurrent;
using Yolov5.Data;

namespace Yolov5.Datasets;

/// <summary>
/// Looks at every image, label row and list of a data set, and lists all that is wrong. Nothing is taken from a cache of
/// earlier scans, and nothing is written.
/// </summary>
public sealed class DatasetVerifier
{
    private readonly DatasetDescription _description;
    private readonly List<DatasetFinding> _findings = [];
    private readonly ConcurrentDictionary<UInt128, string> _trained = [];
    private readonly HashSet<string> _labels = new(StringComparer.Ordinal);
    private int _images;
    private int _labelFiles;
    private int _objects;

    /// <summary>Prepares the check of a data set.</summary>
    public DatasetVerifier(DatasetDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
    }

    /// <summary>Number of threads; by default one a core, at most 8.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Receives the progress after each image; reports may come from several threads.</summary>
    public IProgress<ScanProgress>? Progress { get; init; }

    /// <summary>Looks at all splits.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public DatasetVerification Run(CancellationToken cancellationToken = default)
    {
        // A warning begins with the file's name.
        _findings.AddRange(_description.Warnings.Select(warning => new DatasetFinding(_description.File, null, warning.Replace(_description.File + ": ", "", StringComparison.Ordinal))));
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach ((DatasetSplit split, IReadOnlyList<string> sources) in new[] { (DatasetSplit.Train, _description.Train), (DatasetSplit.Val, _description.Val), (DatasetSplit.Test, _description.Test) })
        {
            // Small sets are often trained and validated on the same images, on purpose.
            if (sources.Count > 0 && seen.Add(string.Join('\n', sources)))
                Look(split, sources, cancellationToken);
        }

        foreach (string source in _description.Train.Concat(_description.Val).Concat(_description.Test).Distinct().Where(Directory.Exists))
            LookForLostLabels(source);
        return new DatasetVerification(_images, _labelFiles, _objects, _findings);
    }

    private void Look(DatasetSplit split, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        List<DatasetProblem> problems = [];
        List<string> images;
        try
        {
            images = ImageList.Collect(_description.Sources(split), problems);
        }
        catch (InvalidInputException exception)
        {
            _findings.Add(new DatasetFinding(_description.File, null, exception.Message.Replace(_description.File + ": ", "", StringComparison.Ordinal)));
            return;
        }

        _findings.AddRange(problems.Select(problem => new DatasetFinding(problem.File, null, problem.Reason)));
        Dictionary<string, DatasetFinding> missing = MissingOf(sources);
        List<DatasetFinding>[] found = new List<DatasetFinding>[images.Count];
        ImageChecker checker = new();
        int done = 0, wrong = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = Math.Max(1, Workers), CancellationToken = cancellationToken };
        Parallel.For(0, images.Count, options, i =>
        {
            found[i] = missing.TryGetValue(images[i], out DatasetFinding? lost) ? [lost] : Look(images[i], split, checker);
            int corrupt = found[i].Count > 0 ? Interlocked.Increment(ref wrong) : Volatile.Read(ref wrong);
            Progress?.Report(new ScanProgress(Interlocked.Increment(ref done), images.Count, corrupt));
        });
        _images += images.Count;
        _labels.UnionWith(images.Select(ImageList.LabelPath));
        _findings.AddRange(found.SelectMany(each => each));
    }

    /// <summary>The images of lists that do not exist, with their lines.</summary>
    private static Dictionary<string, DatasetFinding> MissingOf(IReadOnlyList<string> sources)
    {
        Dictionary<string, DatasetFinding> missing = new(StringComparer.Ordinal);
        foreach (string list in sources.Where(File.Exists))
        {
            foreach ((int line, string image) in ImageList.ReadList(list).Where(each => !File.Exists(each.Image)))
                missing.TryAdd(image, new DatasetFinding(list, line, $"the image {image} does not exist"));
        }

        return missing;
    }

    private List<DatasetFinding> Look(string image, DatasetSplit split, ImageChecker checker)
    {
        List<DatasetFinding> found = [];
        (ImageStamp? stamp, ImageCheck check) = checker.Check(image, known: null);
        if (check.Reason is not null)
            found.Add(new DatasetFinding(image, null, check.Reason));
        if (stamp is { Hash: var hash, File.Length: > 0 })
        {
            if (split == DatasetSplit.Train)
                _trained.TryAdd(hash, image);
            else if (_trained.TryGetValue(hash, out string? same))
                found.Add(new DatasetFinding(image, null, $"is the same picture as {same}, which is trained on"));
        }

        string label = ImageList.LabelPath(image);
        if (Directory.Exists(label))
            found.Add(new DatasetFinding(label, null, "is a folder; a label file is expected"));
        else if (File.Exists(label))
            LookAtLabels(label, check, found);
        else if (new FileInfo(label).LinkTarget is { } target)
            found.Add(new DatasetFinding(label, null, $"the link leads to {target}, which does not exist"));
        return found;
    }

    private void LookAtLabels(string label, ImageCheck check, List<DatasetFinding> found)
    {
        Interlocked.Increment(ref _labelFiles);
        try
        {
            LabelFile.TryReadBytes(label, out byte[] content, out string? error);
            if (error is not null)
            {
                found.Add(new DatasetFinding(label, null, error));
                return;
            }

            Dictionary<BoxLabel, int> rows = [];
            foreach (LabelRow row in LabelFile.Rows(content, _description.ClassCount, toTheEnd: true))
            {
                string? reason = row.Error ?? LabelGeometry.Problem(row.Label, check.Width, check.Height);
                if (reason is null && !rows.TryAdd(row.Label, row.Number))
                    reason = $"repeats row {rows[row.Label]}";
                if (reason is null)
                    Interlocked.Increment(ref _objects);
                else
                    found.Add(new DatasetFinding(label, row.Number, reason));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            found.Add(new DatasetFinding(label, null, exception.Message));
        }
    }

    private void LookForLostLabels(string images)
    {
        string? folder = Path.GetDirectoryName(ImageList.LabelPath(Path.Combine(images, "a.jpg")));
        if (folder is null || !Directory.Exists(folder) || folder == images)
            return;
        foreach (string label in FolderTree.Files(Path.GetFullPath(folder), null).Where(file => Path.GetExtension(file) == ".txt").Order(StringComparer.Ordinal))
        {
            // Annotation tools put their list of classes beside the labels.
            if (!_labels.Contains(label) && Path.GetFileName(label) != "classes.txt")
                _findings.Add(new DatasetFinding(label, null, "there is no image that these labels are for"));
        }
    }
}
