using System.Text.Unicode;

namespace Files;

/// <summary>Reads files of text whole, with errors that name the file.</summary>
public static class TextFile
{
    /// <summary>Reads a file in UTF-8; a byte order mark is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">Length of the longest file that is read.</param>
    /// <exception cref="InvalidInputException">The file does not exist, is too long, is not in UTF-8 or cannot be read.</exception>
    public static byte[] ReadUtf8(string path, long mostBytes = int.MaxValue)
    {
        try
        {
            FileInfo file = new(path);
            if (Directory.Exists(path))
                throw new InvalidInputException($"{path} is a folder; a file is expected.");
            if (!file.Exists)
                throw new InvalidInputException($"{path}: there is no such file.");
            if (file.Length > mostBytes)
                throw new InvalidInputException($"{path}: {file.Length} bytes are too many (at most {mostBytes}).");
            byte[] text = File.ReadAllBytes(path);
            if (!Utf8.IsValid(text))
                throw new InvalidInputException($"{path}: is not a text in UTF-8.");
            return text is [0xEF, 0xBB, 0xBF, ..] ? text[3..] : text;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
