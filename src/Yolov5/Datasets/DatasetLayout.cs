using System.Text;
using System.Text.Json;
using Yolov5.Data;

namespace Yolov5.Datasets;

/// <summary>The folders of a data set in YOLO layout, and <c>data.yaml</c>.</summary>
public static class DatasetLayout
{
    private static readonly string[] Splits = ["train", "val"];

    /// <summary>Path of the YAML of a data set.</summary>
    /// <param name="folder">Folder of the data set.</param>
    public static string Yaml(string folder) => Path.Combine(folder, "data.yaml");

    /// <summary>Creates <c>images/train</c>, <c>images/val</c>, <c>labels/train</c>, <c>labels/val</c> and <c>data.yaml</c>.</summary>
    /// <param name="folder">Folder of the data set; may exist, but not its YAML.</param>
    /// <param name="names">Class names.</param>
    /// <returns>The YAML.</returns>
    /// <exception cref="InvalidInputException">The YAML exists, a name is empty or given twice, or something cannot be written.</exception>
    public static string Create(string folder, IReadOnlyList<string> names)
    {
        string yaml = Yaml(folder);
        if (Path.Exists(yaml))
            throw new InvalidInputException($"{yaml} exists; another folder is expected.");
        Check(names);
        foreach (string split in Splits)
            CreateFolders(folder, split);
        Write(yaml, names, Splits);
        return yaml;
    }

    /// <summary>Creates what is missing of a split, and adds it to the YAML.</summary>
    /// <exception cref="InvalidInputException">The YAML has other classes, or something cannot be written.</exception>
    internal static void Extend(string folder, IReadOnlyList<string> names, string split)
    {
        string yaml = Yaml(folder);
        string[] splits = [.. Splits, .. split == "test" ? [split] : Array.Empty<string>()];
        if (!File.Exists(yaml))
        {
            Check(names);
        }
        else
        {
            DatasetDescription known = DatasetDescription.Load(yaml);
            if (!known.Names.SequenceEqual(names))
                throw new InvalidInputException($"{yaml} has the classes {string.Join(", ", known.Names)}; these are {string.Join(", ", names)}. --names gives the same classes to both splits.");
            if (known.Test.Count > 0 || split != "test")
                splits = [];
        }

        foreach (string each in Splits.Append(split))
            CreateFolders(folder, each);
        if (splits.Length > 0)
            Write(yaml, names, splits);
    }

    private static void Check(IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace))
            throw new InvalidInputException("Class names: at least one is expected, and none may be empty.");
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new InvalidInputException($"Class names: '{twice.Key}' is given twice.");
    }

    private static void CreateFolders(string folder, string split)
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "images", split));
            Directory.CreateDirectory(Path.Combine(folder, "labels", split));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{folder} cannot be written: {exception.Message}", exception);
        }
    }

    private static void Write(string yaml, IReadOnlyList<string> names, IEnumerable<string> splits)
    {
        StringBuilder text = new("# Paths are relative to this file. An image images/train/a.jpg has its labels in labels/train/a.txt:\n# one object a row, class x_centre y_centre width height, the last four as shares of the image.\n");
        foreach (string split in splits)
            text.Append(split).Append(": images/").Append(split).Append('\n');
        text.Append("\nnames:\n");
        for (int i = 0; i < names.Count; i++)
            text.Append("  ").Append(i).Append(": ").Append(JsonSerializer.Serialize(names[i], Plain)).Append('\n');
        AtomicFile.WriteText(yaml, text.ToString());
    }

    // A JSON string is a YAML string; letters of other scripts stay readable.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
