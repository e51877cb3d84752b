using Events.Fred;
using Yolov5.Configuration;

namespace Yolov5.Data.Pairs;

/// <summary>
/// Scans a split of a data set of two cameras: pairs the frames, decodes each, reads the labels. What was found about each frame
/// is kept in a file in the data set's folder.
/// </summary>
/// <param name="scanner">Options of the scan.</param>
internal sealed class PairScanner(DatasetScanner scanner)
{
    /// <summary>Scans a split.</summary>
    /// <exception cref="InvalidInputException">The folder has no such data set, or no sample of the split; or a label has a class that the data set does not have.</exception>
    /// <exception cref="OperationCanceledException">The scan was cancelled.</exception>
    public DatasetScan Scan(DatasetDescription description, DatasetSplit split, CancellationToken cancellationToken)
    {
        PairOptions options = scanner.Pairs;
        options.Validate();
        FredDataset dataset = FredDataset.Read(description.Root, options.ToFred());
        FredSplit part = Enum.Parse<FredSplit>(split.ToString());
        FredSequence[] sequences = [.. dataset.Sequences.Where(each => each.Split == part)];
        PairedSample[] all = [.. sequences.SelectMany(static each => each.Samples)];
        PairScan pairs = new()
        {
            Options = options,
            Sequences = sequences.Length,
            Found = new PairTally(all.Length, all.Count(static each => each.IsDual), all.Sum(static each => Difference(each) ?? 0)),
            RgbAlone = all.Count(static each => each.EventPath is null),
            EventsAlone = all.Count(static each => each.RgbPath is null),
        };
        PairedSample[] samples = options.Unpaired == UnpairedSamples.Skip ? [.. all.Where(static each => each.IsDual)] : all;
        if (samples.Length == 0)
            throw new InvalidInputException($"{description.Root}: {Name(split)} has {all.Length} samples in {sequences.Length} sequences, {pairs.Skipped} of them without a partner and left out; at least one is expected.");

        DatasetCache? cache = scanner.UseCache ? new DatasetCache(Path.Combine(description.Root, Name(split))) : null;
        ImageChecker checker = new();
        LabelReader reader = new(description.ClassCount, scanner.Clock.GetUtcNow());
        Finding[] findings = new Finding[samples.Length];
        ClassRange range = new(description.ClassCount);
        int done = 0, corrupt = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Math.Max(1, scanner.Workers), CancellationToken = cancellationToken };
        Parallel.For(0, samples.Length, parallel, i =>
        {
            findings[i] = Check(samples[i], cache, checker, reader, range);
            int ignored = findings[i].Entry is null ? Interlocked.Increment(ref corrupt) : Volatile.Read(ref corrupt);
            scanner.Progress?.Report(new ScanProgress(Interlocked.Increment(ref done), samples.Length, ignored));
        });

        (string Path, KnownImage? Known)[] frames = [.. findings.SelectMany(static finding => finding.Frames)];
        string? note = cache is not null && (checker.Unknown > 0 || reader.Learned > 0 || cache.Count != frames.Length)
            ? cache.TryWrite([.. frames.Select(static frame => frame.Path)], [.. frames.Select(static frame => frame.Known)])
            : null;
        range.ThrowIfExceeded();
        return new DatasetScan([.. findings.Select(static finding => finding.Entry).OfType<DatasetEntry>()], [.. findings.SelectMany(static finding => finding.Problems)], samples.Length)
        {
            Decoded = checker.Decoded,
            Notes = note is null ? [] : [note],
            Pairs = pairs,
        };
    }

    private static string Name(DatasetSplit split) => split.ToString().ToLowerInvariant();

    private static double? Difference(PairedSample sample) => sample.IsDual ? Math.Abs((double)(sample.EventTime!.Value - sample.RgbTime!.Value)) / 1000 : null;

    private Finding Check(PairedSample sample, DatasetCache? cache, ImageChecker checker, LabelReader reader, ClassRange range)
    {
        // The frame that the sample is named after is the network's own, if it is there.
        string first = scanner.Pairs.Modality == Modality.Event ? sample.EventPath ?? sample.RgbPath! : sample.RgbPath ?? sample.EventPath!;
        string? second = sample.IsDual ? (first == sample.RgbPath ? sample.EventPath : sample.RgbPath) : null;
        string label = sample.LabelPath ?? ExpectedLabels(first, isOfEvent: first == sample.EventPath);

        // Labels are kept with the frame that they are the labels of: a sample may be paired in another way the next time.
        string labelled = Path.GetFileName(Path.GetDirectoryName(label)) == FredFolders.EventLabels ? sample.EventPath! : sample.RgbPath!;
        List<(string, KnownImage?)> kept = [];
        List<DatasetProblem> problems = [];
        (ImageStamp? firstStamp, ImageCheck firstCheck) = checker.Check(first, cache?.Find(first));
        (ImageStamp? secondStamp, ImageCheck? secondCheck) = second is null ? (null, null) : checker.Check(second, cache?.Find(second));
        KnownLabels? knownLabels = cache?.Find(labelled)?.Labels;
        (DatasetEntry? entry, DatasetProblem? problem) = DatasetScanner.Entry(first, label, firstCheck, range, reader, ref knownLabels);
        if (problem is not null)
            problems.Add(problem);
        Keep(first, firstStamp, firstCheck);
        if (second is not null)
        {
            Keep(second, secondStamp, secondCheck!);
            if (secondCheck!.Reason is not null)
                problems.Add(new DatasetProblem(second, secondCheck.Reason, secondCheck.Ignored ? "pair ignored" : DatasetProblem.Used));
        }

        if (entry is null || secondCheck is { Ignored: true })
            return new Finding(null, kept, problems);
        CameraFrame one = new(first, firstCheck.Width, firstCheck.Height);
        CameraFrame? other = second is null ? null : new CameraFrame(second, secondCheck!.Width, secondCheck.Height);
        (CameraFrame? rgb, CameraFrame? events) = first == sample.RgbPath ? (one, other) : (other, one);
        return new Finding(entry with { Frames = new PairedFrames(rgb, events, Difference(sample)) }, kept, problems);

        void Keep(string path, ImageStamp? stamp, ImageCheck check) =>
            kept.Add((path, stamp is { } state ? new KnownImage(state, check, path == labelled ? knownLabels : null) : null));
    }

    // Event frames lie a folder deeper than RGB frames.
    private static string ExpectedLabels(string frame, bool isOfEvent)
    {
        string folder = Path.GetDirectoryName(Path.GetDirectoryName(frame)!)!;
        string labels = isOfEvent ? Path.Combine(Path.GetDirectoryName(folder)!, FredFolders.EventLabels) : Path.Combine(folder, FredFolders.RgbLabels);
        return Path.Combine(labels, Path.GetFileNameWithoutExtension(frame) + ".txt");
    }

    /// <param name="Entry">The sample; null if it cannot be used.</param>
    /// <param name="Frames">Its frames, each with the finding to keep.</param>
    /// <param name="Problems">Problems of its files.</param>
    private sealed record Finding(DatasetEntry? Entry, IReadOnlyList<(string Path, KnownImage? Known)> Frames, IReadOnlyList<DatasetProblem> Problems);
}
