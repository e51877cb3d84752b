using System.IO.Enumeration;

namespace Yolov5.Data;

/// <summary>The files of a folder and of all below it. Links to folders are followed, those that lead in a circle are not.</summary>
internal sealed class FolderTree
{
    private const int MaximumDepth = 64;

    private static readonly EnumerationOptions EveryEntry = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = false,
    };

    private readonly List<DatasetProblem>? _problems;
    private readonly List<string> _files = [];

    private FolderTree(List<DatasetProblem>? problems) => _problems = problems;

    /// <summary>Lists the files, in no order; hidden ones are left out.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <param name="problems">Receives links that lead in a circle and folders that cannot be read.</param>
    public static IReadOnlyList<string> Files(string root, List<DatasetProblem>? problems)
    {
        FolderTree tree = new(problems);
        tree.Visit(root, [RealPath(root)]);
        return tree._files;
    }

    private void Visit(string folder, List<string> way)
    {
        List<string> folders = [];
        try
        {
            foreach ((string path, bool isFolder) in new FileSystemEnumerable<(string, bool)>(
                folder, static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.IsDirectory), EveryEntry))
            {
                (isFolder ? folders : _files).Add(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && way.Count > 1)
        {
            _problems?.Add(new DatasetProblem(folder, exception.Message, "folder ignored"));
        }

        folders.Sort(StringComparer.Ordinal);
        foreach (string below in folders)
        {
            string real = new DirectoryInfo(below).LinkTarget is null ? Path.Combine(way[^1], Path.GetFileName(below)) : RealPath(below);
            if (way.Contains(real, StringComparer.Ordinal))
                _problems?.Add(new DatasetProblem(below, $"the link leads back to {real}", "folder ignored"));
            else if (way.Count > MaximumDepth)
                _problems?.Add(new DatasetProblem(below, $"the folder lies more than {MaximumDepth} levels deep", "folder ignored"));
            else
                Visit(below, [.. way, real]);
        }
    }

    /// <summary>The path without links.</summary>
    private static string RealPath(string path)
    {
        string real = Path.GetPathRoot(path)!;
        foreach (string part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (new DirectoryInfo(real).LinkTarget is not null && Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = target.FullName == path ? real : RealPath(target.FullName);
        }

        return real;
    }
}
