namespace Yolov5.Models.TwoCameras;

/// <summary>Makes of a network for one camera a network for two: RGB in channels 0 to 2, event frames in channels 3 to 5.</summary>
public static class FusionDescription
{
    /// <summary>Channels of the picture of one camera.</summary>
    public const int ChannelsOfOne = 3;

    /// <summary>Channels of RGB and event frame together.</summary>
    public const int Channels = 2 * ChannelsOfOne;

    /// <summary>
    /// Describes the network with two cameras. Each has a backbone of its own, a copy of the given one; the maps of both are joined
    /// wherever the neck reads the backbone. Neck and head are there once. <see cref="FusionKind.Early"/> changes the first layer's input alone.
    /// </summary>
    /// <param name="single">The network for one camera, of any size.</param>
    /// <param name="kind">Way to join the maps.</param>
    /// <exception cref="InvalidInputException">The network does not take pictures of three channels, or has no backbone of its own.</exception>
    public static ModelDescription Of(ModelDescription single, FusionKind kind)
    {
        ArgumentNullException.ThrowIfNull(single);
        if (single.Channels != ChannelsOfOne)
            throw new InvalidInputException($"{single.Name}: takes {single.Channels} channels; a network for one camera ({ChannelsOfOne} channels) is expected, of which one for two is made.");
        ModelDescription fused = kind == FusionKind.Early ? single : TwoBackbones(single, kind);
        fused = fused with { Name = $"{single.Name}-{kind.Name()}", Channels = Channels };
        return fused with { Yaml = ModelDescriptionWriter.Write(fused) };
    }

    /// <summary>The way in which a network joins two cameras; null if it does not take the channels of two.</summary>
    /// <param name="description">The network.</param>
    public static FusionKind? KindOf(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        return description.Channels != Channels ? null
            : description.Layers.FirstOrDefault(layer => layer.Module == LayerKind.Fusion) is { } layer ? layer.Arguments.Fusion
            : FusionKind.Early;
    }

    private static ModelDescription TwoBackbones(ModelDescription single, FusionKind kind)
    {
        int length = single.BackboneLayers;
        LayerDescription[] backbone = [.. single.Layers.Take(length)], neck = [.. single.Layers.Skip(length)];
        int[] levels = [.. neck.SelectMany(layer => layer.From).Where(from => from < length).Distinct().Order()];
        if (neck.Length == 0 || levels.Length == 0 || levels[0] < 0)
            throw new InvalidInputException($"{single.Name}: 'head' is expected to read layers of 'backbone', and not the image: the two cameras are joined in between.");
        FusedBranches places = new(length, levels.Length);
        List<LayerDescription> layers = [];
        void Add(LayerDescription layer, IEnumerable<int> from) => layers.Add(layer with { Index = layers.Count, From = [.. from] });
        void AddBranch(int firstChannel, Func<int, int> place)
        {
            int selection = layers.Count;
            Add(Layer(LayerKind.Select, new() { FirstChannel = firstChannel, SelectedChannels = ChannelsOfOne }), [-1]);
            foreach (LayerDescription layer in backbone)
                Add(layer, layer.From.Select(from => from < 0 ? selection : place(from)));
        }

        AddBranch(0, FusedBranches.Rgb);
        AddBranch(ChannelsOfOne, places.Event);
        foreach (int level in levels)
            Add(Layer(LayerKind.Fusion, new() { Fusion = kind }), [FusedBranches.Rgb(level), places.Event(level)]);
        foreach (LayerDescription layer in neck)
            Add(layer, layer.From.Select(from => from < length ? places.FirstFusion + Array.IndexOf(levels, from) : places.Neck(from)));
        return single with { Layers = layers, BackboneLayers = places.Neck(length) };
    }

    private static LayerDescription Layer(LayerKind kind, LayerArguments arguments) => new(0, [], 1, kind, arguments);
}
