namespace Yolov5.Data;

/// <summary>Reads label files, unless their content is known.</summary>
/// <param name="classCount">Number of classes; every class must be below it.</param>
/// <param name="now">The present time.</param>
internal sealed class LabelReader(int classCount, DateTimeOffset now)
{
    /// <summary>
    /// A file that changed so shortly ago may change once more within the same step of the system's clock (10 ms at most): its
    /// stamp would not show it, and it is read again by the next scan.
    /// </summary>
    private static readonly TimeSpan Unsettled = TimeSpan.FromMilliseconds(100);

    private const long NanosecondsPerTick = 100;
    private readonly long _settled = (now - Unsettled - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
    private int _learned;

    /// <summary>Number of files whose content was not known and can be kept.</summary>
    public int Learned => Volatile.Read(ref _learned);

    /// <summary>Reads a label file. Safe for several threads.</summary>
    /// <param name="label">The file.</param>
    /// <param name="known">Its content at an earlier scan; null if it is not known.</param>
    /// <param name="kept">Receives the content to keep for the next scan; null if it has an error or may still change unseen.</param>
    /// <returns>The content; null if there is no such file.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public LabelFileContent? Read(string label, KnownLabels? known, out KnownLabels? kept)
    {
        // Before the file is read: what changes meanwhile shows at the next scan.
        FileStamp? stamp = FileStamp.Of(label);
        kept = known;
        if (known is not null && known.Stamp == stamp && known.Content.Labels.All(found => found.Class < classCount))
            return known.Content;
        LabelFileContent? content = LabelFile.ReadIfThere(label, classCount);
        kept = stamp is { } state && state.Changed < _settled && content is { Error: null } ? new KnownLabels(state, content) : null;
        if (kept is not null)
            Interlocked.Increment(ref _learned);
        return content;
    }
}
