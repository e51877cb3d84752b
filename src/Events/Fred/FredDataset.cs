using Events.Pairing;

namespace Events.Fred;

/// <summary>
/// A data set in the layout of FRED, the Florence RGB-Event Drone data set (Magrini et al., arXiv 2506.05163): a folder for
/// each sequence with <c>PADDED_RGB</c> or <c>RGB</c>, <c>Event/Frames</c>, <c>RGB_YOLO</c> and <c>Event_YOLO</c>. Frames are
/// paired by the stamps in their names; a split has whole sequences.
/// </summary>
public sealed class FredDataset
{
    private FredDataset(string folder, IReadOnlyList<FredSequence> sequences, IReadOnlyList<string> unlisted) =>
        (Folder, Sequences, Unlisted) = (folder, sequences, unlisted);

    /// <summary>Full path of its folder.</summary>
    public string Folder { get; }

    /// <summary>The sequences in the order of their names.</summary>
    public IReadOnlyList<FredSequence> Sequences { get; }

    /// <summary>Names of the sequences that are in no split; they are not read.</summary>
    public IReadOnlyList<string> Unlisted { get; }

    /// <summary>Reads names of frames and labels; no image is opened.</summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The folder holds no such data set, or a file in it cannot be used.</exception>
    public static FredDataset Read(string folder, FredOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new FredOptions();
        options.Validate();
        folder = Path.GetFullPath(folder);
        try
        {
            IReadOnlyList<(string Folder, FredSplit? Split)> found = FredFolders.Find(folder);
            Dictionary<string, FredSplit> splits = FredSplits.Of(folder, found, options.ValidationShare);
            CocoLabels[] labels = [.. options.CocoFiles.Select(CocoLabels.Read)];
            return new FredDataset(
                folder,
                [.. found.Where(each => splits.ContainsKey(Path.GetFileName(each.Folder))).Select(each => Sequence(folder, each.Folder, splits[Path.GetFileName(each.Folder)], labels, options))],
                [.. found.Select(each => Path.GetFileName(each.Folder)).Where(name => !splits.ContainsKey(name))]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>True if a folder has sequences in this layout, itself or in its folders train, val and test.</summary>
    /// <param name="folder">The folder, which need not exist.</param>
    public static bool IsAt(string folder) => FredFolders.HasSequences(folder);

    /// <summary>Reads and pairs the frames of a sequence, or of all sequences of a data set, whatever their split.</summary>
    /// <param name="folder">Folder of a sequence or of a data set.</param>
    /// <param name="options">Options of the pairing; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The folder holds no sequence, or a file in it cannot be used.</exception>
    public static IReadOnlyList<PairedSample> ReadSamples(string folder, FredOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new FredOptions();
        options.Validate();
        folder = Path.GetFullPath(folder);
        try
        {
            string[] sequences = FredFolders.IsSequence(folder) ? [folder] : [.. FredFolders.Find(folder).Select(static each => each.Folder)];
            return [.. sequences.SelectMany(sequence => Sequence(folder, sequence, FredSplit.Test, [], options).Samples)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>The samples of a split, sequence by sequence.</summary>
    public IEnumerable<PairedSample> Samples(FredSplit split) => Sequences.Where(each => each.Split == split).SelectMany(static each => each.Samples);

    private static FredSequence Sequence(string dataset, string folder, FredSplit split, CocoLabels[] coco, FredOptions options)
    {
        string padded = Path.Combine(folder, FredFolders.PaddedRgb);
        FredFrames rgb = FredFrames.Read(Directory.Exists(padded) ? padded : Path.Combine(folder, FredFolders.Rgb));
        FredFrames events = FredFrames.Read(Path.Combine(folder, FredFolders.EventFrames));
        (long[] rgbTimes, long[] eventTimes) = Aligned(rgb, events, options);
        FramePairing pairing = FramePairing.Of(rgbTimes, eventTimes, options.Pairing with { EventOffset = 0 });
        SampleLabels labels = new(dataset, folder, coco);
        string name = Path.GetFileName(folder);
        IEnumerable<PairedSample> samples =
        [
            .. pairing.Pairs.Select(pair => Sample(pair.Rgb, pair.Event)),
            .. pairing.UnpairedRgb.Select(i => Sample(i, null)),
            .. pairing.UnpairedEvents.Select(i => Sample(null, i)),
        ];
        return new FredSequence
        {
            Name = name,
            Folder = folder,
            Split = split,
            Samples = [.. samples.OrderBy(static sample => sample.Time).ThenBy(static sample => sample.RgbPath ?? sample.EventPath, StringComparer.Ordinal)],
            Pairing = pairing,
        };

        PairedSample Sample(int? rgbIndex, int? eventIndex) => labels.AddTo(new PairedSample
        {
            Sequence = name,
            RgbPath = rgbIndex is { } i ? rgb.Paths[i] : null,
            RgbTime = rgbIndex is { } ofRgb ? rgbTimes[ofRgb] : null,
            EventPath = eventIndex is { } j ? events.Paths[j] : null,
            EventTime = eventIndex is { } ofEvent ? eventTimes[ofEvent] : null,
        });
    }

    /// <summary>The stamps of both cameras on one clock, which begins with the first RGB frame where the first frames are simultaneous.</summary>
    private static (long[] Rgb, long[] Events) Aligned(FredFrames rgb, FredFrames events, FredOptions options)
    {
        bool isByFirst = options.Clocks == ClockAlignment.FirstFrames || (options.Clocks == ClockAlignment.Automatic && rgb.IsTimeOfDay != events.IsTimeOfDay);
        long rgbStart = isByFirst && rgb.Times.Count > 0 ? rgb.Times[0] : 0, eventStart = isByFirst && events.Times.Count > 0 ? events.Times[0] : 0;
        return ([.. rgb.Times.Select(time => time - rgbStart)], [.. events.Times.Select(time => time - eventStart + options.Pairing.EventOffset)]);
    }
}
