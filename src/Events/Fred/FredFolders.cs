namespace Events.Fred;

/// <summary>Names of folders of the layout.</summary>
public static class FredFolders
{
    /// <summary>RGB frames in the coordinates of the event camera.</summary>
    public const string PaddedRgb = "PADDED_RGB";

    /// <summary>RGB frames as they were taken; read where there is no <see cref="PaddedRgb"/>.</summary>
    public const string Rgb = "RGB";

    /// <summary>Folder of the event camera, for its raw file.</summary>
    public const string Event = "Event";

    /// <summary>Labels of RGB frames in YOLO's format.</summary>
    public const string RgbLabels = "RGB_YOLO";

    /// <summary>Labels of event frames in YOLO's format.</summary>
    public const string EventLabels = "Event_YOLO";

    /// <summary>Event frames.</summary>
    public static string EventFrames { get; } = Path.Combine(Event, "Frames");

    /// <summary>Finds the sequences of a data set: its folders, or those in its folders train, val and test.</summary>
    /// <exception cref="InvalidInputException">There is none, or two have the same name.</exception>
    internal static IReadOnlyList<(string Folder, FredSplit? Split)> Find(string dataset)
    {
        if (!Directory.Exists(dataset))
            throw new InvalidInputException($"{dataset}: there is no such folder.");
        List<(string Folder, FredSplit? Split)> found = [.. Sequences(dataset).Select(static folder => (folder, (FredSplit?)null))];
        foreach (FredSplit split in Enum.GetValues<FredSplit>())
            found.AddRange(Sequences(Path.Combine(dataset, FredSplits.NameOf(split))).Select(folder => (folder, (FredSplit?)split)));
        if (found.Count == 0)
            throw new InvalidInputException($"{dataset} holds no sequence: folders with {PaddedRgb} or {Rgb} and {EventFrames} are expected, here or in train, val and test.");
        if (found.GroupBy(static each => Path.GetFileName(each.Folder)).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new InvalidInputException($"{dataset}: the sequence {twice.Key} is there {twice.Count()} times, in {string.Join(" and ", twice.Select(static each => each.Folder))}; a sequence belongs to one split.");
        return [.. found.OrderBy(static each => Path.GetFileName(each.Folder), StringComparer.Ordinal)];
    }

    /// <summary>True if a folder has sequences, itself or in its folders train, val and test.</summary>
    internal static bool HasSequences(string dataset) =>
        Enum.GetValues<FredSplit>().Select(split => Path.Combine(dataset, FredSplits.NameOf(split))).Prepend(dataset).Any(static folder => Sequences(folder).Any());

    /// <summary>True if a folder is a sequence.</summary>
    internal static bool IsSequence(string folder) =>
        Directory.Exists(Path.Combine(folder, PaddedRgb)) || Directory.Exists(Path.Combine(folder, Rgb)) || Directory.Exists(Path.Combine(folder, EventFrames));

    private static IEnumerable<string> Sequences(string folder) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(IsSequence) : [];
}
