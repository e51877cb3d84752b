namespace Yolov5.Models.TwoCameras;

/// <summary>
/// Places of a single network's layers in the network with two backbones that <see cref="FusionDescription"/> makes of it: a layer that
/// selects RGB, the backbone, a layer that selects the events, the backbone again, the fusion layers, neck and head.
/// </summary>
/// <param name="Length">Layers of one backbone.</param>
/// <param name="Fusions">Number of fusion layers.</param>
public sealed record FusedBranches(int Length, int Fusions)
{
    /// <summary>The first fusion layer.</summary>
    public int FirstFusion => Event(Length);

    /// <summary>Finds them in a description; null if it is built in another way.</summary>
    /// <param name="description">The description.</param>
    public static FusedBranches? Of(ModelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        IReadOnlyList<LayerDescription> layers = description.Layers;
        int[] selections = [.. layers.Where(layer => layer.Module == LayerKind.Select).Select(layer => layer.Index)];
        if (selections is not [0, var second])
            return null;
        FusedBranches found = new(second - 1, layers.Skip(2 * second).TakeWhile(layer => layer.Module == LayerKind.Fusion).Count());
        bool same = Enumerable.Range(0, found.Length).All(i =>
            found.Event(i) < layers.Count
            && layers[Rgb(i)].Module == layers[found.Event(i)].Module
            && layers[Rgb(i)].From.Select(from => from + second).SequenceEqual(layers[found.Event(i)].From));
        return same && found.Fusions > 0 && description.BackboneLayers == found.Neck(found.Length) ? found : null;
    }

    /// <summary>Place of a backbone's layer in the RGB branch.</summary>
    public static int Rgb(int layer) => layer + 1;

    /// <summary>Place of a backbone's layer in the event branch.</summary>
    public int Event(int layer) => layer + Length + 2;

    /// <summary>Place of a layer behind the backbone.</summary>
    public int Neck(int layer) => layer + Length + 2 + Fusions;

    /// <summary>
    /// The first layers of the single network, as <c>--freeze N</c> counts them: a layer of the backbone stands for that of both; if more
    /// than the backbone is counted, the fusion layers are among them.
    /// </summary>
    /// <param name="count">Layers of the single network.</param>
    public IReadOnlyList<int> First(int count)
    {
        int[] backbone = [.. Enumerable.Range(0, Math.Min(count, Length))];
        int[] behind = count <= Length ? [] : [.. Enumerable.Range(FirstFusion, Fusions + count - Length)];
        return [.. backbone.Select(Rgb), .. backbone.Select(Event), .. behind];
    }
}
