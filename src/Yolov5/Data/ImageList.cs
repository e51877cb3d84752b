using System.Collections.Immutable;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Finds the images of a split: in folders with all that is below them, and in <c>.txt</c> lists.</summary>
internal static class ImageList
{
    /// <summary>Extensions of images: those of every format that is read, and two that YOLOv5 lists too, so that such files are reported.</summary>
    private static readonly ImmutableHashSet<string> Extensions =
        ImageFormat.All.SelectMany(static format => format.Extensions).Append(".dng").Append(".pfm").ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);

    private const long MaximumListBytes = 512L << 20;

    private static readonly EnumerationOptions EveryFile = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 64,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    /// <summary>All images of folders and lists, absolute, each once, in ordinal order.</summary>
    /// <exception cref="InvalidInputException">A source is missing or cannot be read, or no image is found.</exception>
    public static List<string> Collect(IReadOnlyList<string> sources)
    {
        SortedSet<string> files = new(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            try
            {
                if (Directory.Exists(source))
                    files.UnionWith(Directory.EnumerateFiles(Path.GetFullPath(source), "*", EveryFile).Where(IsImage));
                else if (File.Exists(source))
                    files.UnionWith(ReadList(Path.GetFullPath(source)).Where(IsImage));
                else
                    throw new InvalidInputException($"{source} does not exist; a folder of images or a .txt list of them is wanted.");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new InvalidInputException($"{source} cannot be read: {exception.Message}", exception);
            }
        }

        if (files.Count == 0)
            throw new InvalidInputException($"No image ({string.Join(", ", Extensions.Order(StringComparer.Ordinal))}) in {string.Join(", ", sources)}.");
        return [.. files];
    }

    /// <summary>
    /// Returns the path of the labels of an image: the last folder <c>images</c> of its path becomes <c>labels</c>, the extension
    /// <c>.txt</c>.
    /// </summary>
    public static string LabelPath(string image)
    {
        string images = $"{Path.DirectorySeparatorChar}images{Path.DirectorySeparatorChar}";
        string labels = $"{Path.DirectorySeparatorChar}labels{Path.DirectorySeparatorChar}";
        int at = image.LastIndexOf(images, StringComparison.Ordinal);
        string path = at < 0 ? image : string.Concat(image.AsSpan(0, at), labels, image.AsSpan(at + images.Length));
        return Path.ChangeExtension(path, ".txt");
    }

    private static bool IsImage(string path) => Extensions.Contains(Path.GetExtension(path));

    internal static IEnumerable<string> ReadList(string list)
    {
        if (new FileInfo(list).Length > MaximumListBytes)
            throw new InvalidInputException($"{list} is larger than {MaximumListBytes} bytes; it is not a list of images.");
        string folder = Path.GetDirectoryName(list)!;
        foreach (string line in File.ReadLines(list))
        {
            string entry = line.Trim();
            if (entry.Length == 0 || entry.Contains('\0', StringComparison.Ordinal))
                continue;

            // "./" means the list's folder; another relative path the current one, as in the reference, or else the list's.
            bool ofList = entry.StartsWith("./", StringComparison.Ordinal)
                || (!Path.IsPathRooted(entry) && !File.Exists(entry));
            yield return Path.GetFullPath(entry, ofList ? folder : Environment.CurrentDirectory);
        }
    }
}
