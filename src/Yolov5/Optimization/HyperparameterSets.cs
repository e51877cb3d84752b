using Yolov5.Configuration;

namespace Yolov5.Optimization;

/// <summary>Sets of hyper-parameters that come with the program.</summary>
public static class HyperparameterSets
{
    private const string Folder = "Hyperparameters/";
    private const string Prefix = "hyp.";
    private const string Extension = ".yaml";

    /// <summary>Names of the sets.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(HyperparameterSets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^Extension.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a file, or the set that a name or a path of YOLOv5's own folder means if there is no such file.</summary>
    internal static YamlValue Read(string nameOrPath)
    {
        if (File.Exists(nameOrPath))
            return YamlDocument.ReadFile(nameOrPath);
        string name = Path.GetFileName(nameOrPath);
        if (name.EndsWith(Extension, StringComparison.Ordinal))
            name = name[..^Extension.Length];
        string? set = Names.FirstOrDefault(known => known == name || known == Prefix + name);
        if (set is null)
            throw new InvalidInputException($"'{nameOrPath}' is neither a file of hyper-parameters nor one of {string.Join(", ", Names)}.");
        using Stream stream = typeof(HyperparameterSets).Assembly.GetManifestResourceStream(Folder + set + Extension)!;
        using StreamReader reader = new(stream);
        return YamlDocument.Parse(reader.ReadToEnd(), set);
    }
}
