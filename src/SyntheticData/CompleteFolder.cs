using Yolov5;

namespace SyntheticData;

/// <summary>
/// Folders that a generator fills: each is whole or not there. It is made under a temporary name beside its place and renamed
/// when it is complete; if there are several processes, one makes it and the others wait.
/// </summary>
internal static class CompleteFolder
{
    /// <summary>Fills a folder unless it is already there, whole and made with the same version and options.</summary>
    /// <typeparam name="TOptions">Record of the options.</typeparam>
    /// <param name="folder">The folder; everything in it belongs to the generator.</param>
    /// <param name="version">Version of the generator.</param>
    /// <param name="options">Options of the generator.</param>
    /// <param name="write">Writes the content into the folder that it is given.</param>
    /// <param name="cancellation">Stops the waiting for another process.</param>
    /// <returns>The full path.</returns>
    /// <exception cref="InvalidInputException">The folder holds something else or cannot be written.</exception>
    public static string Ensure<TOptions>(string folder, int version, TOptions options, Action<string> write, CancellationToken cancellation)
        where TOptions : notnull
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            if (!CompletionMarker.Fits(folder, version, options))
            {
                using FileStream turn = Lock(folder, cancellation);
                // Another process may have made it meanwhile.
                if (!CompletionMarker.Fits(folder, version, options))
                    Make(folder, version, options, write);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder}: the synthetic data set cannot be made here: {e.Message}", e);
        }

        return folder;
    }

    private static void Make<TOptions>(string folder, int version, TOptions options, Action<string> write)
        where TOptions : notnull
    {
        bool isForeign = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !CompletionMarker.Exists(folder);
        if (isForeign || File.Exists(folder))
            throw new InvalidInputException($"{folder}: there is something here that this program did not make. Move it away or choose another folder for the synthetic data set.");

        string making = Beside(folder, "making"), old = Beside(folder, "old");
        try
        {
            // Remains of an interrupted run; no other process is at work, as the lock is held.
            Remove(making);
            Remove(old);
            write(making);
            CompletionMarker.Write(making, version, options);
            if (Directory.Exists(folder))
                Directory.Move(folder, old);
            Directory.Move(making, folder);
        }
        finally
        {
            Remove(making);
            Remove(old);
        }
    }

    /// <summary>A hidden name in the same parent, so that renaming never copies.</summary>
    private static string Beside(string folder, string what) => Path.Combine(Path.GetDirectoryName(folder)!, $".{Path.GetFileName(folder)}.{what}");

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Waits until no other process makes this folder. The empty file stays: removing it would let two processes hold two locks.</summary>
    private static FileStream Lock(string folder, CancellationToken cancellation)
    {
        string parent = Path.GetDirectoryName(folder) ?? throw new InvalidInputException($"{folder}: the root folder cannot hold the synthetic data set.");
        Directory.CreateDirectory(parent);
        string path = Beside(folder, "lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                cancellation.ThrowIfCancellationRequested();
                cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    /// <summary>Distinguishes "in use", which passes, from a full disk or a missing folder, which does not.</summary>
    private static bool IsHeldByAnother(IOException e)
    {
        const int WouldBlock = 11, SharingViolation = unchecked((int)0x80070020);
        return e.HResult is WouldBlock or SharingViolation;
    }
}
