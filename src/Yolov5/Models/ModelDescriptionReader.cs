using Yolov5.Configuration;

namespace Yolov5.Models;

/// <summary>Turns the YAML of a model file into a <see cref="ModelDescription"/>, and rejects files that are not one.</summary>
internal static class ModelDescriptionReader
{
    private const int MostLayers = 1000;
    private const int MostChannels = 16384;
    private const string Row = "[from, number, module, args]";

    private static readonly string[] Keys =
        ["nc", "depth_multiple", "width_multiple", "anchors", "backbone", "head", "ch", "activation", "inplace", "names"];

    // Names of modules in model files; most are the enumeration's own.
    private static readonly Dictionary<string, LayerKind> Kinds =
        Enum.GetValues<LayerKind>().ToDictionary(kind => kind == LayerKind.Upsample ? "nn.Upsample" : kind.ToString(), StringComparer.Ordinal);

    private static readonly Dictionary<string, Activation> Activations = new(StringComparer.Ordinal)
    {
        ["nn.SiLU()"] = Activation.SiLU,
        ["nn.ReLU()"] = Activation.ReLU,
        ["nn.LeakyReLU(0.1)"] = Activation.LeakyReLU,
        ["nn.Identity()"] = Activation.Identity,
    };

    public static ModelDescription Read(YamlValue root, string name, string text)
    {
        root.AllowOnly(Keys);
        int classes = root.Get("nc").Integer(1, 10000);
        List<YamlValue> rows = [.. root.Get("backbone").Items, .. root.Get("head").Items];
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
            Channels = root.Find("ch")?.Integer(1, 64) ?? 3,
            Activation = ReadActivation(root.Find("activation")),
        };
    }

    private static Activation ReadActivation(YamlValue? value)
    {
        if (value is null || value.IsNull)
            return Activation.SiLU;
        string allowed = $"one of {string.Join(", ", Activations.Keys)}";
        string text = value.Text(allowed);
        return Activations.TryGetValue(text.StartsWith("torch.", StringComparison.Ordinal) ? text[6..] : text, out Activation activation)
            ? activation
            : throw value.Wrong(allowed);
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
        if (!Kinds.TryGetValue(module.Text(allowed), out LayerKind kind))
            throw module.Wrong(allowed);
        if (kind == LayerKind.Detect != (index == count - 1))
            throw module.Wrong("Detect, and only it, as the last layer");
        YamlValue number = row.Items[1];
        int repeats = number.Integer(1, 100);
        if (repeats > 1 && kind is LayerKind.Upsample or LayerKind.Concat or LayerKind.Detect)
            throw number.Wrong($"1 for {module.Text()}");
        return new LayerDescription(index, ReadFrom(row.Items[0], kind, index), repeats, kind, ReadArguments(row.Items[3], kind, classes));
    }

    private static int[] ReadFrom(YamlValue value, LayerKind kind, int index)
    {
        IReadOnlyList<YamlValue> sources = value.IsSequence ? value.Items : [value];
        bool several = kind is LayerKind.Concat or LayerKind.Detect;
        if (sources.Count is 0 or > 64 || (!several && sources.Count != 1))
            throw value.Wrong(several ? "a list of layers" : "a single layer");
        if (index == 0 && (!sources[0].TryInteger(out int image) || image != -1 || several))
            throw value.Wrong("-1, the image, for a first layer that takes one input");
        if (index == 0)
            return [-1];
        return [.. sources.Select(source =>
        {
            int from = source.Integer(-index, index - 1);
            return from < 0 ? index + from : from;
        })];
    }

    private static LayerArguments ReadArguments(YamlValue value, LayerKind kind, int classes)
    {
        IReadOnlyList<YamlValue> items = value.Items;
        YamlValue? At(int i) => i < items.Count && !items[i].IsNull ? items[i] : null;
        void Limit(int most)
        {
            if (items.Count > most)
                throw value.Wrong($"a list of at most {most} arguments for {kind}");
        }

        int Channels() => items.Count > 0 ? items[0].Integer(1, MostChannels) : throw value.Wrong("a list that begins with the channels");
        switch (kind)
        {
            case LayerKind.Conv or LayerKind.Focus:
                Limit(5);
                return new LayerArguments
                {
                    Channels = Channels(),
                    Kernel = At(1)?.Integer(1, 63) ?? 1,
                    Stride = At(2)?.Integer(1, 32) ?? 1,
                    Padding = At(3)?.Integer(0, 63),
                    Groups = At(4)?.Integer(1, MostChannels) ?? 1,
                };
            case LayerKind.Bottleneck or LayerKind.C3:
                Limit(2);
                return new LayerArguments { Channels = Channels(), Shortcut = At(1)?.Boolean() ?? true };
            case LayerKind.SPPF:
                Limit(2);
                return new LayerArguments { Channels = Channels(), Kernel = OddKernel(At(1)) ?? 5 };
            case LayerKind.SPP:
                Limit(2);
                return At(1) is { } kernels
                    ? new LayerArguments { Channels = Channels(), Kernels = [.. kernels.Items.Select(kernel => OddKernel(kernel)!.Value)] }
                    : new LayerArguments { Channels = Channels() };
            case LayerKind.Upsample:
                Limit(3);
                if (items.Count > 0 && !items[0].IsNull)
                    throw items[0].Wrong("null (a factor is given, not a size)");
                if (At(2) is { } mode && mode.Text() != "nearest")
                    throw mode.Wrong("nearest");
                return new LayerArguments { Factor = At(1)?.Integer(1, 32) ?? throw value.Wrong("[null, factor, nearest]") };
            case LayerKind.Concat:
                Limit(1);
                At(0)?.Integer(1, 1);
                return new LayerArguments();
            default:
                Limit(2);
                CheckDetect(At(0), At(1), classes);
                return new LayerArguments();
        }
    }

    // Pooling with an even kernel would change the size by a pixel, and the branches could not be joined.
    private static int? OddKernel(YamlValue? value)
    {
        int? kernel = value?.Integer(1, 63);
        return kernel is { } size && size % 2 == 0 ? throw value!.Wrong("an odd kernel size") : kernel;
    }

    private static void CheckDetect(YamlValue? classCount, YamlValue? anchors, int classes)
    {
        if (classCount is not null && !(classCount.TryInteger(out int number) && number == classes) && classCount.Described != "'nc'")
            throw classCount.Wrong("nc");
        if (anchors is not null && anchors.Described != "'anchors'")
            throw anchors.Wrong("anchors");
    }
}
