using System.Globalization;
using Yolov5.Configuration;
using Yolov5.Models.TwoCameras;

namespace Yolov5.Models;

/// <summary>
/// Description of a network, as YOLOv5's model files give it: classes, anchors, scaling, and the layers of backbone
/// and head. Immutable; <c>description with { ClassCount = 3 }</c> is the same network for another data set.
/// </summary>
public sealed record ModelDescription
{
    private const string Prefix = "Models/";

    /// <summary>The networks that come with the program: YOLOv5's sizes n to x, those for large images (n6 to x6), and the variants of its model folder.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(ModelDescription).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..]))
            .OrderBy(name => name is "yolov5n" ? 0 : name is "yolov5s" ? 1 : name is "yolov5m" ? 2 : name is "yolov5l" ? 3 : name is "yolov5x" ? 4 : 5)
            .ThenBy(name => name, StringComparer.Ordinal),
    ];

    /// <summary>The network's name: <c>yolov5s</c>, or the file's name without its extension.</summary>
    public required string Name { get; init; }

    /// <summary>Number of classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Factor on the repeats of a layer.</summary>
    public required double DepthMultiple { get; init; }

    /// <summary>Factor on the channels of a layer.</summary>
    public required double WidthMultiple { get; init; }

    /// <summary>Per detection level width, height, width, height ... in pixels of the network's input.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Anchors { get; init; }

    /// <summary>The layers of backbone and head in order; the last one is the detection head.</summary>
    public required IReadOnlyList<LayerDescription> Layers { get; init; }

    /// <summary>Number of <see cref="Layers"/> that are the backbone's; the others are the neck and the head.</summary>
    public required int BackboneLayers { get; init; }

    /// <summary>Channels of the image: 3, or 6 for a network that takes RGB and event frames.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>The non-linearity of every convolution.</summary>
    public Activation Activation { get; init; } = Activation.SiLU;

    /// <summary>The text that it was read from, which is saved with the weights.</summary>
    public required string Yaml { get; init; }

    /// <summary>Anchors of one level.</summary>
    public int AnchorsPerLevel => Anchors[0].Count / 2;

    /// <summary>True if the file asks for a number of anchors, whose sizes are fitted to the labels before training.</summary>
    public bool FitsAnchors => Anchors.All(level => level.SequenceEqual(Placeholder(level.Count / 2)));

    /// <summary>The same network with another number of anchors for each level, whose sizes are still to be fitted.</summary>
    /// <param name="count">Anchors of each level, at least 1.</param>
    public ModelDescription WithAnchorsToFit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return this with { Anchors = [.. Anchors.Select(_ => Placeholder(count))] };
    }

    /// <summary>
    /// A network by name or file: <c>n</c>, <c>n6</c>, <c>yolov5n</c>, <c>yolov5n.yaml</c> or <c>models/hub/yolov5n6.yaml</c> is one of
    /// those that come with the program (unless a file of that name is there), anything else is the path of a model file.
    /// </summary>
    /// <exception cref="InvalidInputException">There is no such size or file, or the file is not a model.</exception>
    public static ModelDescription Load(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (File.Exists(nameOrPath))
            return ModelDescriptionReader.Read(YamlDocument.ReadFile(nameOrPath), Path.GetFileNameWithoutExtension(nameOrPath), File.ReadAllText(nameOrPath));
        string bare = nameOrPath.Replace("models/hub/", "", StringComparison.Ordinal).Replace("models/", "", StringComparison.Ordinal);
        bare = bare.EndsWith(".yaml", StringComparison.Ordinal) ? bare[..^5] : bare;
        string name = bare.Length <= 2 ? $"yolov5{bare}" : bare;
        if (!Names.Contains(name))
            throw new InvalidInputException($"'{nameOrPath}' is neither a model file nor one of {string.Join(", ", Names)}.");
        return Parse(Resource(name), name);
    }

    /// <summary>The network that the text of a model file describes.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">The network's name, which complaints mention.</param>
    /// <exception cref="InvalidInputException">The text does not describe a network.</exception>
    public static ModelDescription Parse(string yaml, string name)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return ModelDescriptionReader.Read(YamlDocument.Parse(yaml, name), name, yaml);
    }

    /// <summary>Repeats of a layer after scaling: at least one.</summary>
    public int Repeats(LayerDescription layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.Number > 1 ? Math.Max((int)Math.Round(layer.Number * DepthMultiple), 1) : 1;
    }

    /// <summary>Channels after scaling, rounded up to a multiple of 8, which suits the hardware.</summary>
    public int ScaledChannels(int channels)
    {
        // A layer with exactly as many channels as the head puts out is left alone, as in the reference.
        int outputs = AnchorsPerLevel * (ClassCount + 5);
        return channels == outputs ? channels : (int)Math.Ceiling(channels * WidthMultiple / 8) * 8;
    }

    /// <summary>Checks that the network takes pictures of a number of channels, and returns it.</summary>
    /// <param name="channels">Channels of the pictures: 3 of one camera, 6 of RGB and events.</param>
    /// <exception cref="InvalidInputException">It takes another number.</exception>
    public ModelDescription RequireChannels(int channels) => Channels == channels ? this
        : throw new InvalidInputException($"{Name}: the network takes {ChannelsText(Channels)}; the pictures have {ChannelsText(channels)}. Of RGB and event frames, train and val choose by --modality.");

    /// <summary>Largest number of pixels for each cell of a detection level: image sides must be multiples of it.</summary>
    /// <exception cref="InvalidInputException">The layers do not fit together.</exception>
    public int LargestStride => Detect.LargestStride(ModelShapes.Of(this).Strides);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} ({ClassCount} classes, {Layers.Count} layers)");

    private static string ChannelsText(int channels) => channels == FusionDescription.Channels ? $"{channels} channels, those of RGB and event frames" : $"{channels} channels";

    internal static double[] Placeholder(int count) => [.. Enumerable.Range(0, 2 * count).Select(i => (double)i)];

    private static string Resource(string name)
    {
        using Stream stream = typeof(ModelDescription).Assembly.GetManifestResourceStream($"{Prefix}{name}.yaml")
            ?? throw new InvalidOperationException($"The resource of {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
