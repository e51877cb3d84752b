using System.Text.RegularExpressions;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Finds the pictures that a user names: a file, a folder, a pattern with <c>*</c> and <c>?</c>, or a <c>.txt</c> list of these.</summary>
public static class ImageSources
{
    private static readonly HashSet<string> Videos =
        new([".asf", ".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ts", ".wmv", ".webm"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths of the pictures, absolute, in ordinal order, those of a list in its order.</summary>
    /// <param name="source">A path, pattern or list, as the user gave it.</param>
    /// <exception cref="InvalidInputException">There is no such picture, or the source is of another kind.</exception>
    public static IReadOnlyList<string> Find(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        RefuseStreams(source);
        string[] files = source.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && File.Exists(source)
            ? [.. ImageList.ReadList(Path.GetFullPath(source)).SelectMany(static line => Expand(line.Image))]
            : Expand(source);
        string[] pictures = [.. files.Where(IsPicture)];
        if (pictures.Length > 0)
            return pictures;
        throw files.FirstOrDefault(file => Videos.Contains(Path.GetExtension(file))) is { } video
            ? new InvalidInputException($"--source {source}: {video} is a video, which cannot be decoded here; its frames as pictures can (ffmpeg -i FILE frame%06d.jpg).")
            : new InvalidInputException($"--source {source}: no picture ({string.Join(", ", ImageFormat.All.SelectMany(format => format.Extensions))}) is there.");
    }

    private static void RefuseStreams(string source)
    {
        if (source.Length == 0)
            throw new InvalidInputException("--source: a picture, a folder, a pattern or a .txt list is expected.");
        bool isStream = source.Contains("://", StringComparison.Ordinal) || source.EndsWith(".streams", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("screen", StringComparison.OrdinalIgnoreCase) || source.All(char.IsAsciiDigit);
        if (isStream && !Path.Exists(source))
            throw new InvalidInputException($"--source {source}: webcams, screens, addresses and streams cannot be read here; a picture, a folder, a pattern or a .txt list is expected.");
    }

    private static string[] Expand(string source)
    {
        if (Directory.Exists(source))
            return [.. Directory.EnumerateFiles(Path.GetFullPath(source)).Order(StringComparer.Ordinal)];
        if (File.Exists(source))
            return [Path.GetFullPath(source)];
        if (source.AsSpan().IndexOfAny("*?[") < 0)
            throw new InvalidInputException($"--source {source}: there is no such file or folder.");
        return [.. Glob(Path.GetFullPath(source)).Order(StringComparer.Ordinal)];
    }

    // Folders down to the first part with a pattern are taken as they are; "**" is any number of folders.
    private static IEnumerable<string> Glob(string pattern)
    {
        string[] parts = pattern.Split(Path.DirectorySeparatorChar);
        int first = Array.FindIndex(parts, part => part.AsSpan().IndexOfAny("*?[") >= 0);
        string root = string.Join(Path.DirectorySeparatorChar, parts[..first]) + Path.DirectorySeparatorChar;
        if (!Directory.Exists(root))
            return [];
        Regex regex = new("^" + string.Join("/", parts[first..].Select(Part)).Replace("[^/]*[^/]*/", "(.*/)?", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking);
        SearchOption depth = parts.Length > first + 1 ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
        return Directory.EnumerateFiles(root, "*", depth).Where(file => regex.IsMatch(Path.GetRelativePath(root, file)));
    }

    private static string Part(string part) => Regex.Escape(part)
        .Replace("\\*", "[^/]*", StringComparison.Ordinal)
        .Replace("\\?", "[^/]", StringComparison.Ordinal)
        .Replace("\\[", "[", StringComparison.Ordinal);

    private static bool IsPicture(string path) => ImageFormat.All.SelectMany(format => format.Extensions).Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase)
        && !Videos.Contains(Path.GetExtension(path));
}
