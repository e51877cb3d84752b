using Yolov5.Configuration;

namespace Yolov5.Models;

/// <summary>Turns the YAML of a model file into a <see cref="ModelDescription"/>, and rejects files that are not one.</summary>
internal static class ModelDescriptionReader
{
    /// <summary>Name of the network's input in the <c>from</c> of a layer.</summary>
    public const string Image = "image";

    private const int MostLayers = 1000;
    private const string Row = "[from, number, module, args]";

    private static readonly string[] Keys =
        ["nc", "depth_multiple", "width_multiple", "anchors", "backbone", "head", "ch", "activation", "inplace", "names"];

    // Names of modules in model files; most are the enumeration's own.
    private static readonly Dictionary<string, LayerKind> Kinds =
        Enum.GetValues<LayerKind>().ToDictionary(kind => LayerArgumentsReader.Name(kind), StringComparer.Ordinal);

    public static ModelDescription Read(YamlValue root, string name, string text)
    {
        // Only the model files of the later package have this key, and so have the checkpoints it writes.
        if (root.Find("scales") is not null)
            throw new InvalidInputException($"{name}: a network of the ultralytics package (YOLOv8, YOLOv5u, ...), whose head has no anchors; a checkpoint or model file of the repository ultralytics/yolov5 is expected, such as yolov5s.pt of its releases.");
        root.AllowOnly(Keys);
        int classes = root.Get("nc").Integer(1, 10000);
        IReadOnlyList<YamlValue> backbone = root.Get("backbone").Items;
        List<YamlValue> rows = [.. backbone, .. root.Get("head").Items];
        if (rows.Count is 0 or > MostLayers)
            throw root.Get("backbone").Wrong($"a list of 1 to {MostLayers} layers, together with the head's,");
        List<LayerDescription> layers = [];
        foreach (YamlValue row in rows)
            layers.Add(ReadLayer(row, layers, rows.Count, classes));
        return new ModelDescription
        {
            Name = name,
            Yaml = text,
            ClassCount = classes,
            DepthMultiple = root.Get("depth_multiple").Number(0.01, 10),
            WidthMultiple = root.Get("width_multiple").Number(0.01, 10),
            Anchors = ReadAnchors(root.Get("anchors"), layers[^1].From.Count),
            Layers = layers,
            BackboneLayers = backbone.Count,
            Channels = root.Find("ch")?.Integer(1, 64) ?? 3,
            Activation = root.Find("activation") is { IsNull: false } activation ? ActivationText.Read(activation) : Activation.SiLU,
        };
    }

    private static double[][] ReadAnchors(YamlValue value, int levels)
    {
        // A bare number asks for that many anchors, whose sizes have to be fitted to the labels first.
        if (value.TryInteger(out _))
        {
            return [.. Enumerable.Repeat(ModelDescription.Placeholder(value.Integer(1, 16)), levels)];
        }

        double[][] anchors = [.. value.Items.Select(level => level.Items.Select(side => side.Number(0, 100000)).ToArray())];
        if (anchors.Length != levels)
            throw value.Wrong($"a list of {levels} rows, one for each input of Detect,");
        if (anchors[0].Length is < 2 or > 32 || anchors.Any(level => level.Length % 2 != 0 || level.Length != anchors[0].Length))
            throw value.Wrong("a list of rows with the same number of widths and heights");
        return anchors;
    }

    private static LayerDescription ReadLayer(YamlValue row, List<LayerDescription> before, int count, int classes)
    {
        int index = before.Count;
        if (!row.IsSequence || row.Items.Count != 4)
            throw row.Wrong(Row);
        string allowed = $"one of {string.Join(", ", Kinds.Keys)}";
        YamlValue module = row.Items[2];
        if (!Kinds.TryGetValue(Bare(module.Text(allowed)), out LayerKind kind))
            throw module.Wrong(allowed);
        if (kind == LayerKind.Detect != (index == count - 1))
            throw module.Wrong("Detect, and only it, as the last layer");
        YamlValue number = row.Items[1];
        int repeats = number.Integer(1, 100);
        if (repeats > 1 && TakesSeveral(kind))
            throw number.Wrong($"1 for {module.Text()}");
        return new LayerDescription(index, ReadFrom(row.Items[0], kind, index), repeats, kind, LayerArgumentsReader.Read(row.Items[3], kind, classes));
    }

    private static bool TakesSeveral(LayerKind kind) => kind is LayerKind.Concat or LayerKind.Fusion or LayerKind.Detect;

    // Behind the first layer -1 is the layer before, so that the image needs a name.
    private static bool IsImage(YamlValue source) => source.Described == $"'{Image}'";

    // Pickled networks name PyTorch's modules in full.
    private static string Bare(string name) => name.StartsWith("torch.nn.", StringComparison.Ordinal) ? name["torch.".Length..] : name;

    private static int[] ReadFrom(YamlValue value, LayerKind kind, int index)
    {
        IReadOnlyList<YamlValue> sources = value.IsSequence ? value.Items : [value];
        bool several = TakesSeveral(kind);
        if (sources.Count is 0 or > 64 || (!several && sources.Count != 1))
            throw value.Wrong(several ? "a list of layers" : "a single layer");
        if (kind == LayerKind.Fusion && sources.Count != 2)
            throw value.Wrong("a list of two layers");
        if (index == 0 && (several || !(IsImage(sources[0]) || (sources[0].TryInteger(out int image) && image == -1))))
            throw value.Wrong("-1, the image, for a first layer that takes one input");
        if (index == 0)
            return [-1];
        return [.. sources.Select(source =>
        {
            if (IsImage(source))
                return -1;
            int from = source.Integer(-index, index - 1);
            return from < 0 ? index + from : from;
        })];
    }
}
