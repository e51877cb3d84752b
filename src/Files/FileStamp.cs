using System.Runtime.InteropServices;

namespace Files;

/// <summary>
/// State of a regular file: a change of its content changes at least one of the three. The time of the last change of its
/// record (<c>st_ctime</c>) is set by the system alone, so that a file written anew with its old time does not pass for the old one.
/// </summary>
/// <param name="Length">Length in bytes.</param>
/// <param name="Modified">Time of the last change of its content, which programs may set; in nanoseconds since 1970, UTC.</param>
/// <param name="Changed">Time of the last change of its record, in the same unit.</param>
public readonly partial record struct FileStamp(long Length, long Modified, long Changed)
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7ff;
    private const int KindMask = 0xf000, RegularFile = 0x8000;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Looks at a file, in one call to the system; links are followed.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its state; null if it is missing, cannot be looked at, or is no regular file.</returns>
    public static FileStamp? Of(string path) =>
        StatusOf(CurrentFolder, path, 0, BasicStatus, out Status status) == 0 && (status.Mode & KindMask) == RegularFile
            ? new FileStamp(status.Length, Nanoseconds(status.ModifiedSeconds, status.ModifiedPart), Nanoseconds(status.ChangedSeconds, status.ChangedPart))
            : null;

    private static long Nanoseconds(long seconds, uint part) => unchecked((seconds * NanosecondsPerSecond) + part);

    // Not File.GetAttributes or FileInfo: they do not tell the time of the record's last change.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusOf(int folder, string path, int flags, uint mask, out Status status);

    /// <summary>The kernel's <c>struct statx</c>, the same on all processors.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(40)]
        public long Length;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedPart;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedPart;
    }
}
