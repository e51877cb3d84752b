using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Schemes;
using Yolov5.Optimization;

namespace Yolov5.Training;

/// <summary>
/// A scheme and the training that it is meant for, as a JSON file has them. Values that the file does not
/// contain are null or empty: the user's options and their defaults apply.
/// </summary>
public sealed record SchemeFile
{
    private const int LargestFile = 1 << 20;

    /// <summary>Scheme by which a step is computed.</summary>
    public required Scheme Scheme { get; init; }

    /// <summary>Networks with their batch sizes; the first is trained if none is named.</summary>
    public IReadOnlyList<SchemeFileModel> Models { get; init; } = [];

    /// <summary>Side of the square training images in pixels.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Epochs of the whole run.</summary>
    public int? Epochs { get; init; }

    /// <summary>Learning rates, loss gains and the like; keys that the file leaves out have their defaults.</summary>
    public Hyperparameters? Hyperparameters { get; init; }

    /// <summary>The batch size for a network; null if the file does not say.</summary>
    /// <param name="model">A size: s, yolov5s.</param>
    public int? BatchSizeFor(string model) => Models.FirstOrDefault(known => known.Model == SizeOf(model))?.BatchSize;

    /// <summary>Finds the scheme that a user named: a built-in scheme by its id, or a scheme file by its path.</summary>
    /// <param name="idOrPath"><c>mixed_precision</c>, <c>my-scheme.json</c>.</param>
    /// <exception cref="InvalidInputException">There is neither such a scheme nor such a file, or the file cannot be used.</exception>
    public static SchemeFile Find(string idOrPath)
    {
        ArgumentNullException.ThrowIfNull(idOrPath);
        if (SchemeCatalog.All.FirstOrDefault(scheme => scheme.Id == idOrPath) is { } known)
            return new SchemeFile { Scheme = known };
        if (idOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || File.Exists(idOrPath))
            return Load(idOrPath);
        throw new InvalidInputException(
            $"There is no scheme '{idOrPath}'; {string.Join(", ", SchemeCatalog.All.Select(scheme => scheme.Id))}, or the path of a scheme's JSON file, is expected.");
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, a key is unknown, or a value is not allowed.</exception>
    public static SchemeFile Load(string path) => Of(StrictJson.Read<Content>(path, mostBytes: LargestFile), path);

    /// <summary>Reads the text of such a file; <paramref name="source"/> names it in complaints.</summary>
    /// <exception cref="InvalidInputException">A key is unknown, or a value is not allowed.</exception>
    public static SchemeFile Parse(string json, string source) => Of(StrictJson.Parse<Content>(json, source), source);

    private static SchemeFile Of(Content content, string source)
    {
        // One id, one scheme: rows of different runs are compared by it.
        Scheme scheme = SchemeJson.Checked(content.Scheme, source);
        if (SchemeCatalog.All.FirstOrDefault(known => known.Id == scheme.Id) is { } builtIn && !builtIn.IsMadeAs(scheme))
            throw new InvalidInputException($"{source}: scheme.id is \"{scheme.Id}\", which is a built-in scheme and made of other parts; a name of its own is expected.");
        if (content.ImageSize % 32 is not (null or 0))
            throw new InvalidInputException($"{source}: imgsz is {content.ImageSize}; a multiple of 32 is expected.");
        HashSet<string> seen = [];
        foreach (string model in content.Models.Keys)
        {
            if (SizeOf(model) is not ("n" or "s" or "m" or "l" or "x"))
                throw new InvalidInputException($"{source}: 'models.{model}' is not a known key; known are yolov5n, yolov5s, yolov5m, yolov5l, yolov5x.");
            if (!seen.Add(SizeOf(model)))
                throw new InvalidInputException($"{source}: 'models.{model}' appears twice.");
        }

        return new SchemeFile
        {
            Scheme = scheme,
            Models = [.. content.Models.Select(model => new SchemeFileModel(SizeOf(model.Key), model.Value.BatchSize))],
            ImageSize = content.ImageSize,
            Epochs = content.Epochs,
            Hyperparameters = content.Hyp is { } hyp ? HyperparameterFile.Read(hyp, source) : null,
        };
    }

    private static string SizeOf(string model) => model.StartsWith("yolov5", StringComparison.Ordinal) ? model["yolov5".Length..] : model;

    private sealed record Content
    {
        public required Scheme Scheme { get; init; }

        public IReadOnlyDictionary<string, ModelContent> Models { get; init; } = new Dictionary<string, ModelContent>();

        [JsonPropertyName("imgsz"), Range(32, 8192)]
        public int? ImageSize { get; init; }

        [Range(1, 100_000)]
        public int? Epochs { get; init; }

        public IReadOnlyDictionary<string, double>? Hyp { get; init; }
    }

    private sealed record ModelContent
    {
        [Range(1, 65536)]
        public required int BatchSize { get; init; }
    }
}
