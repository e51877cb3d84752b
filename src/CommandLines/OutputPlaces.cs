namespace CommandLines;

/// <summary>Checks before the work that its results can be written where the user wants them.</summary>
public static class OutputPlaces
{
    /// <summary>The full path of a file to write.</summary>
    /// <param name="option">Name of the option, for errors.</param>
    /// <param name="path">Path as the user gave it.</param>
    /// <param name="createsFolder">True if the file's folder is created where it is missing; otherwise that is an error.</param>
    /// <exception cref="InvalidInputException">The file could not be written.</exception>
    public static string File(string option, string path, bool createsFolder = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0 || Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
            throw new InvalidInputException($"{option} {path}: the name of a file is expected{(path.Length == 0 ? "" : ", not of a folder")}.");
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (!createsFolder && !Directory.Exists(folder))
            throw new InvalidInputException($"{option} {path}: the folder {folder} does not exist.");
        Try(option, path, folder);
        return full;
    }

    /// <summary>The full path of a file to write; null if none is wanted.</summary>
    /// <inheritdoc cref="File"/>
    public static string? OptionalFile(string option, string? path, bool createsFolder = false) => path is null ? null : File(option, path, createsFolder);

    /// <summary>The full path of a folder to write to, which need not exist.</summary>
    /// <inheritdoc cref="File"/>
    public static string Folder(string option, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0)
            throw new InvalidInputException($"{option}: the name of a folder is expected.");
        string full = Path.GetFullPath(path);
        Try(option, path, full);
        return full;
    }

    // Permissions, full and read-only file systems are known by trying only. Nothing is left behind.
    private static void Try(string option, string path, string folder)
    {
        string? nearest = folder;
        while (nearest is not null && !Path.Exists(nearest))
            nearest = Path.GetDirectoryName(nearest);
        if (nearest is not null && !Directory.Exists(nearest))
            throw new InvalidInputException($"{option} {path}: cannot be written, because {nearest} is a file and not a folder.");
        string trial = Path.Combine(nearest ?? folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            using FileStream stream = new(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            stream.WriteByte(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException($"{option} {path}: cannot be written: nothing can be created in {nearest ?? folder}.", exception);
        }
    }
}
