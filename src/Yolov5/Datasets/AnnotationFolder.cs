using Yolov5.Data;

namespace Yolov5.Datasets;

/// <summary>The images that belong to the annotation files of a folder.</summary>
internal sealed class AnnotationFolder
{
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);

    /// <summary>Looks for the images of a folder and all below it.</summary>
    /// <param name="folder">The folder; null if there is none.</param>
    public AnnotationFolder(string? folder)
    {
        if (folder is null)
            return;
        foreach (string image in ImageList.Below(folder).Order(StringComparer.Ordinal))
        {
            _byName.TryAdd(Path.GetFileNameWithoutExtension(image), image);
            _byName.TryAdd(Path.GetFileName(image), image);
            _byName.TryAdd(Path.GetRelativePath(folder, image).Replace(Path.DirectorySeparatorChar, '/'), image);
        }
    }

    /// <summary>The annotation files of a folder, in ordinal order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">Extension of the files, with its dot.</param>
    /// <exception cref="InvalidInputException">The folder does not exist or has no such file.</exception>
    public static string[] Files(string folder, string extension)
    {
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"{folder} does not exist; the folder of the {extension} annotation files is expected.");
        string[] files = [.. Directory.EnumerateFiles(folder, "*" + extension, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new InvalidInputException($"{folder} has no {extension} file.");
    }

    /// <summary>The first of some folders beside another that exists.</summary>
    public static string? Beside(string folder, params string[] names)
    {
        string? parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return parent is null ? null : names.Select(name => Path.GetFullPath(Path.Combine(parent, name))).FirstOrDefault(Directory.Exists);
    }

    /// <summary>The image with one of some names: a path below the folder, a file's name, or that without its extension.</summary>
    public string? Find(params string?[] names) =>
        names.Where(static name => !string.IsNullOrEmpty(name)).Select(name => _byName.GetValueOrDefault(name!)).FirstOrDefault(static path => path is not null);
}
