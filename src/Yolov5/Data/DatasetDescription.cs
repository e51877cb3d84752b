namespace Yolov5.Data;

/// <summary>
/// Content of a data set's YAML: the places of the images of each split and the names of the classes. The format is
/// YOLOv5's: <c>path</c> (optional root), <c>train</c>, <c>val</c>, <c>test</c> (a folder, a <c>.txt</c> list, or a list
/// of these, below <c>path</c>), <c>names</c> (list, or map from 0), <c>nc</c> (optional, checked against the names).
/// With <c>layout: fred</c>, <c>path</c> is a folder of sequences of two cameras in FRED's layout, whose lists are its splits.
/// </summary>
public sealed record DatasetDescription
{
    /// <summary>The YAML file, absolute; the folder of sequences if that was named.</summary>
    public required string File { get; init; }

    /// <summary>The folder that the splits' paths are relative to, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>Folders and lists of images to train on, absolute.</summary>
    public required IReadOnlyList<string> Train { get; init; }

    /// <summary>Folders and lists of images to validate on, absolute.</summary>
    public required IReadOnlyList<string> Val { get; init; }

    /// <summary>Folders and lists of images to test on, absolute; may be empty.</summary>
    public IReadOnlyList<string> Test { get; init; } = [];

    /// <summary>True if <see cref="Root"/> is a folder in FRED's layout, whose samples are frames of two cameras.</summary>
    public bool IsPaired { get; init; }

    /// <summary>Class names; a class's index in labels is its place here.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>The same data set with one class for all: its own if there is one alone, else "item".</summary>
    public DatasetDescription AsSingleClass() => this with { Names = ClassCount == 1 ? Names : ["item"] };

    /// <summary>Number of classes.</summary>
    public int ClassCount => Names.Count;

    /// <summary>Oddities of the file that do no harm, such as an unknown key.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Reads a description, or takes a folder in FRED's layout, which has one class: drone.</summary>
    /// <param name="path">
    /// The YAML file or folder. A relative <c>path</c> in it is looked for beside the file, then in the current folder, then in
    /// <c>datasets/</c> of the current folder; without <c>path</c> the file's own folder is the root.
    /// </param>
    /// <exception cref="InvalidInputException">The file is missing or wrong; the message names file, key and value.</exception>
    public static DatasetDescription Load(string path) => DatasetDescriptionReader.Load(FileOf(path));

    /// <summary>Folders below the current one in which a file that is named without a folder is looked for: <c>data</c>, as in YOLOv5, and <c>datasets</c>.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["data", "datasets"];

    /// <summary>The file that a user means: the path itself, or one of that name in <see cref="Folders"/>.</summary>
    /// <param name="path">Path as the user gave it.</param>
    public static string FileOf(string path) =>
        System.IO.Path.Exists(path) || System.IO.Path.GetFileName(path) != path ? path
        : Folders.Select(folder => System.IO.Path.Combine(folder, path)).FirstOrDefault(System.IO.File.Exists) ?? path;

    /// <summary>The folders and lists of a split, after a check that they are there.</summary>
    /// <exception cref="InvalidInputException">The split is not described, or a folder or list is missing.</exception>
    public IReadOnlyList<string> Sources(DatasetSplit split)
    {
        (string key, IReadOnlyList<string> sources) = split switch
        {
            DatasetSplit.Train => ("train", Train),
            DatasetSplit.Val => ("val", Val),
            DatasetSplit.Test => ("test", Test),
            _ => throw new ArgumentOutOfRangeException(nameof(split), split, "Not a split."),
        };
        if (sources.Count == 0)
            throw new InvalidInputException($"{File}: key '{key}' is missing; it names a folder of images or a .txt list of them.");
        foreach (string source in sources)
        {
            if (!Path.Exists(source))
            {
                throw new InvalidInputException(
                    $"{File}: key '{key}': {source} does not exist. Put the images there, or change 'path' or '{key}'.");
            }
        }

        return sources;
    }
}
