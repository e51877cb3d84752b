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

    /// <summary>All images of folders and lists, absolute, each once, in ordinal order.</summary>
    /// <param name="sources">Folders and lists.</param>
    /// <param name="problems">Receives what cannot be followed or read below the sources; null passes over it in silence.</param>
    /// <exception cref="InvalidInputException">A source is missing or cannot be read, or no image is found.</exception>
    public static List<string> Collect(IReadOnlyList<string> sources, List<DatasetProblem>? problems = null)
    {
        List<string> files = [];
        foreach (string source in sources)
        {
            try
            {
                if (Directory.Exists(source))
                    files.AddRange(Below(source, problems));
                else if (File.Exists(source))
                    files.AddRange(ReadList(Path.GetFullPath(source)).Select(static line => line.Image).Where(IsImage));
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
        files.Sort(StringComparer.Ordinal);
        return [.. files.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>All images of a folder and of the folders below it, in no order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="problems">Receives links that lead in a circle and folders that cannot be read.</param>
    public static IEnumerable<string> Below(string folder, List<DatasetProblem>? problems = null) => FolderTree.Files(Path.GetFullPath(folder), problems).Where(IsImage);

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

    /// <summary>Reads a list: the images it names, absolute, with the line of each from 1.</summary>
    internal static IEnumerable<(int Line, string Image)> ReadList(string list)
    {
        if (new FileInfo(list).Length > MaximumListBytes)
            throw new InvalidInputException($"{list} is larger than {MaximumListBytes} bytes; it is not a list of images.");
        string folder = Path.GetDirectoryName(list)!;
        int number = 0;
        foreach (string line in File.ReadLines(list))
        {
            number++;
            string entry = line.Trim();
            if (entry.Length == 0 || entry.Contains('\0', StringComparison.Ordinal))
                continue;

            // "./" means the list's folder; another relative path the current one, as in the reference, or else the list's.
            bool ofList = entry.StartsWith("./", StringComparison.Ordinal)
                || (!Path.IsPathRooted(entry) && !File.Exists(entry));
            yield return (number, Path.GetFullPath(entry, ofList ? folder : Environment.CurrentDirectory));
        }
    }
}
