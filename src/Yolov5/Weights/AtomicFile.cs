namespace Yolov5.Weights;

/// <summary>
/// Replaces a file as a whole: whoever reads it, also after a crash in the middle, finds the old content or the new.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary name beside the target, flushes to the disk and renames.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written; what was there before is unchanged.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string target = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? "", $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1 << 16))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                File.Move(temporary, target, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (DirectoryNotFoundException missing)
        {
            throw new InvalidInputException($"{path}: the folder does not exist.", missing);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: the file cannot be written. {failed.Message}", failed);
        }
    }
}
