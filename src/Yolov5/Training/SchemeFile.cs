using System.Text;
using Schemes;
using Schemes.Json;
using Yolov5.Optimization;

namespace Yolov5.Training;

/// <summary>
/// A scheme and the training that it is meant for, as a JSON file has them (<c>bench/schemes/</c>). What the file does
/// not say is null or empty: the user's options and their defaults decide.
/// </summary>
public sealed record SchemeFile
{
    private const int LargestFile = 1 << 20;

    /// <summary>How a step is computed.</summary>
    public required Scheme Scheme { get; init; }

    /// <summary>Networks with their batch sizes; the first is trained where none is named.</summary>
    public IReadOnlyList<SchemeFileModel> Models { get; init; } = [];

    /// <summary>Side of the square training images in pixels.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Epochs of the whole run.</summary>
    public int? Epochs { get; init; }

    /// <summary>Learning rates, loss gains and the like; keys that the file leaves out have their defaults.</summary>
    public Hyperparameters? Hyperparameters { get; init; }

    /// <summary>The batch size for a network; null where the file does not say.</summary>
    /// <param name="model">A size: s, yolov5s.</param>
    public int? BatchSizeFor(string model) => Models.FirstOrDefault(known => known.Model == SizeOf(model))?.BatchSize;

    /// <summary>What a user named: a built-in scheme by its id, or a scheme file by its path.</summary>
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
    /// <exception cref="InvalidInputException">It cannot be read, a key is unknown, or a value is not allowed.</exception>
    public static SchemeFile Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
                throw new InvalidInputException($"{path}: there is no such file.");
            if (file.Length > LargestFile)
                throw new InvalidInputException($"{path}: {file.Length} bytes are too many for a scheme (at most {LargestFile}).");
            return Parse(File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)), path);
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidInputException($"{path}: is not a text in UTF-8.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidInputException($"{path}: cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Reads the text of such a file; <paramref name="source"/> names it in complaints.</summary>
    /// <exception cref="InvalidInputException">A key is unknown, or a value is not allowed.</exception>
    public static SchemeFile Parse(string json, string source)
    {
        try
        {
            return Read(JsonSettings.Parse(json));
        }
        catch (SchemeFormatException failure)
        {
            throw new InvalidInputException($"{source}: {failure.Message}", failure);
        }
    }

    private static SchemeFile Read(JsonSettings settings)
    {
        settings.AllowOnly("scheme", "models", "imgsz", "epochs", "hyp");
        return new SchemeFile
        {
            Scheme = SchemeOf(settings.Object("scheme")),
            Models = settings.Has("models") ? [.. ModelsOf(settings.Object("models"))] : [],
            ImageSize = settings.Has("imgsz") ? SideOf(settings) : null,
            Epochs = settings.Has("epochs") ? settings.Integer("epochs", absent: 0, 1, 100_000) : null,
            Hyperparameters = settings.Has("hyp") ? HyperparameterFile.Read(settings.Object("hyp")) : null,
        };
    }

    // One id, one scheme: rows of different runs are compared by it.
    private static Scheme SchemeOf(JsonSettings settings)
    {
        Scheme scheme = SchemeJson.Read(settings);
        return SchemeCatalog.All.FirstOrDefault(known => known.Id == scheme.Id) is { } builtIn && builtIn != scheme
            ? throw new SchemeFormatException($"scheme.id is \"{scheme.Id}\", which is a built-in scheme and made of other parts; a name of its own is expected.")
            : scheme;
    }

    private static IEnumerable<SchemeFileModel> ModelsOf(JsonSettings settings)
    {
        HashSet<string> seen = [];
        foreach (string key in settings.Keys)
        {
            if (!seen.Add(SizeOf(key)))
                throw new SchemeFormatException($"'models.{key}' appears twice.");
            if (SizeOf(key) is not ("n" or "s" or "m" or "l" or "x"))
                throw new SchemeFormatException($"'models.{key}' is not a known key; known are yolov5n, yolov5s, yolov5m, yolov5l, yolov5x.");
            JsonSettings model = settings.Object(key);
            model.AllowOnly("batch_size");
            yield return model.Has("batch_size")
                ? new SchemeFileModel(SizeOf(key), model.Integer("batch_size", absent: 0, 1, 65536))
                : throw new SchemeFormatException($"the key 'models.{key}.batch_size' is missing.");
        }
    }

    private static int SideOf(JsonSettings settings)
    {
        int side = settings.Integer("imgsz", absent: 0, 32, 8192);
        return side % 32 == 0 ? side : throw settings.Wrong("imgsz", "a multiple of 32");
    }

    private static string SizeOf(string model) => model.StartsWith("yolov5", StringComparison.Ordinal) ? model["yolov5".Length..] : model;
}
