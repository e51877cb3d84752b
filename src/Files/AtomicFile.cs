using System.Text;

namespace Files;

/// <summary>
/// Replaces files as a whole: a reader finds the old content or the new, never a part, also after a crash or a loss of
/// power in the middle.
/// </summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text in UTF-8, without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    /// <param name="createFolder">Creates the file's folder if it is missing; otherwise that is an error.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; what was there before is unchanged.</exception>
    public static void WriteText(string path, string text, bool createFolder = false) =>
        Write(path, stream => stream.Write(Utf8.GetBytes(text)), createFolder);

    /// <summary>Writes to a temporary name beside the file, flushes to the disk and renames.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content. What it throws, failures of writing apart, passes through.</param>
    /// <param name="createFolder">Creates the file's folder if it is missing; otherwise that is an error.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; what was there before is unchanged.</exception>
    public static void Write(string path, Action<Stream> write, bool createFolder = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? throw new InvalidInputException($"{path} is a folder; the name of a file is expected.");

        // Not made of the file's own name, which may be as long as a name can be.
        string temporary = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
        try
        {
            if (createFolder)
                Directory.CreateDirectory(folder);
            try
            {
                using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new InvalidInputException($"{path} cannot be written: the folder {folder} does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException || IsTooLong(exception))
        {
            throw new InvalidInputException($"{path} cannot be written: {exception.Message}", exception);
        }
    }

    // .NET reports so that a file is longer than the file system or the user's limit allows (EFBIG).
    private static bool IsTooLong(Exception exception) =>
        exception is ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" };

    /// <summary>Removes a file if it exists.</summary>
    /// <exception cref="InvalidInputException">The file cannot be removed.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be removed: {exception.Message}", exception);
        }
    }
}
