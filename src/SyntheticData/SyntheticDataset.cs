using Yolov5;

namespace SyntheticData;

/// <summary>
/// The default data set, drawn on first use: photograph-like scenes with balls, crates, cones and tyres as JPEG files with
/// YOLO labels. Version, options and the JPEG encoder alone decide the bytes; the number of processors does not.
/// </summary>
public static class SyntheticDataset
{
    /// <summary>Changes with every change of the drawings or of the JPEG encoder, so that older folders are drawn again.</summary>
    public const int Version = 2;

    /// <summary>Name of the file that describes the data set inside its folder.</summary>
    public const string YamlName = "synthetic.yaml";

    /// <summary>Creates the default data set unless it is already there, whole and of this version.</summary>
    /// <param name="folder">Folder of the data set; everything in it belongs to the generator.</param>
    /// <param name="progress">Receives the progress after every image; not called if there is nothing to do.</param>
    /// <param name="cancellation">Stops the drawing; nothing is left behind.</param>
    /// <returns>The full path of the YAML file that describes it.</returns>
    /// <exception cref="InvalidInputException">The folder holds something else or cannot be written.</exception>
    public static string Ensure(string folder, IProgress<SyntheticProgress>? progress = null, CancellationToken cancellation = default) =>
        Ensure(folder, new SyntheticDatasetOptions(), progress, cancellation);

    /// <summary>Creates a data set unless it is already there, whole and made with the same version and options.</summary>
    /// <param name="folder">Folder of the data set; everything in it belongs to the generator.</param>
    /// <param name="options">Options of the data set.</param>
    /// <param name="progress">Receives the progress after every image; not called if there is nothing to do.</param>
    /// <param name="cancellation">Stops the drawing; nothing is left behind.</param>
    /// <returns>The full path of the YAML file that describes it.</returns>
    /// <remarks>
    /// The folder is created under a temporary name beside its place and renamed when it is complete, so it is whole or not
    /// there. If there are several processes, one creates it and the others wait.
    /// </remarks>
    /// <exception cref="InvalidInputException">An option is out of range, or the folder holds something else or cannot be written.</exception>
    public static string Ensure(string folder, SyntheticDatasetOptions options, IProgress<SyntheticProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string yaml = Path.Combine(folder, YamlName);
        try
        {
            if (!CompletionMarker.Fits(folder, options))
            {
                using FileStream turn = Lock(folder, cancellation);
                // Another process may have made it meanwhile.
                if (!CompletionMarker.Fits(folder, options))
                    Make(folder, options, progress, cancellation);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder}: the synthetic data set cannot be made here: {e.Message}", e);
        }

        return yaml;
    }

    private static void Make(string folder, SyntheticDatasetOptions options, IProgress<SyntheticProgress>? progress, CancellationToken cancellation)
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
            SyntheticDatasetWriter.Write(making, options, progress, cancellation);
            CompletionMarker.Write(making, options);
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
