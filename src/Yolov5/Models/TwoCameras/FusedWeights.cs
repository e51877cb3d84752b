using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Models.TwoCameras;

/// <summary>
/// Collects weights of networks for one camera under the names that they have in a network for two: those of a backbone in one branch or in both,
/// those of neck and head behind them. Of early fusion the first layer's weights go to the channels of their camera.
/// </summary>
/// <param name="model">The network that they are for; only names, shapes and fresh values are read.</param>
internal sealed class FusedWeights(DetectionModel model)
{
    private const string Prefix = "model.";

    private readonly FusedBranches? _branches = FusedBranches.Of(model.Description);
    private readonly Dictionary<string, Tensor> _targets = model.State().ToDictionary(StringComparer.Ordinal);
    private readonly Dictionary<string, StoredTensor> _placed = new(StringComparer.Ordinal);

    /// <summary>All that has been added.</summary>
    public StateDict All => new(_placed.Values);

    /// <summary>True if weights are of a network for one camera, and the model is one for two.</summary>
    public bool AreOfOneCamera(StateDict weights)
    {
        if (model.Description.Channels != FusionDescription.Channels)
            return false;
        if (_branches is null)
            return weights.Any(IsNarrow);
        string last = $"{Prefix}{model.Layers.Count - 1}.";
        return !weights.Any(tensor => tensor.Name.StartsWith(last, StringComparison.Ordinal));
    }

    /// <summary>Adds the weights of a network for one camera.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="rgb">True if the RGB branch takes them.</param>
    /// <param name="events">True if the event branch takes them.</param>
    /// <param name="others">True if neck and head take them; with one backbone, all layers behind the first.</param>
    /// <returns>The names under which they were placed, by the part of the network.</returns>
    public IReadOnlyList<(string Part, IReadOnlyList<string> Names)> Add(StateDict weights, bool rgb, bool events, bool others)
    {
        List<string> inRgb = [], inEvents = [], inOthers = [];
        foreach (StoredTensor tensor in weights)
        {
            (int layer, string rest) = Split(tensor.Name);
            if (_branches is null)
            {
                if (rgb && IsNarrow(tensor))
                    PlaceChannels(tensor, first: 0, inRgb);
                if (events && IsNarrow(tensor))
                    PlaceChannels(tensor, FusionDescription.ChannelsOfOne, inEvents);
                if (others && !IsNarrow(tensor))
                    Place(tensor, tensor.Name, inOthers);
                continue;
            }

            bool ofBackbone = layer >= 0 && layer < _branches.Length;
            if (rgb && ofBackbone)
                Place(tensor, $"{Prefix}{FusedBranches.Rgb(layer)}.{rest}", inRgb);
            if (events && ofBackbone)
                Place(tensor, $"{Prefix}{_branches.Event(layer)}.{rest}", inEvents);
            if (others && !ofBackbone)
                Place(tensor, layer < 0 ? tensor.Name : $"{Prefix}{_branches.Neck(layer)}.{rest}", inOthers);
        }

        (string, IReadOnlyList<string>)[] parts = _branches is null
            ? [("the RGB channels of the first layer", inRgb), ("the event channels of the first layer", inEvents), ("all other layers", inOthers)]
            : [("the RGB backbone", inRgb), ("the event backbone", inEvents), ("neck and head", inOthers)];
        return [.. parts.Where(part => part.Item2.Count > 0)];
    }

    private void Place(StoredTensor tensor, string name, List<string> names)
    {
        _placed[name] = tensor with { Name = name };
        names.Add(name);
    }

    // [O, 3 g, h, w] into [O, 6 g, h, w]: a layer that puts g pixels into channels has both cameras' channels for each of them.
    private void PlaceChannels(StoredTensor tensor, int first, List<string> names)
    {
        StoredTensor whole = _placed.GetValueOrDefault(tensor.Name) ?? ModelWeights.Stored(tensor.Name, _targets[tensor.Name], StoredType.Float32);
        float[] values = whole.ToSingle(), given = tensor.ToSingle();
        int kernel = checked((int)(tensor.Shape[2] * tensor.Shape[3]));
        int run = FusionDescription.ChannelsOfOne * kernel;
        for (int i = 0; i < given.Length / run; i++)
            given.AsSpan(i * run, run).CopyTo(values.AsSpan((2 * i * run) + (first * kernel)));
        _placed[tensor.Name] = StoredTensor.FromSingle(tensor.Name, whole.Shape, values);
        names.Add(tensor.Name);
    }

    // The weights of a first layer for the channels of one camera, where the model's is for those of two.
    private bool IsNarrow(StoredTensor tensor) =>
        Split(tensor.Name).Layer is >= 0 and var layer && layer < model.Layers.Count && model.Layers[layer].From.Contains(-1)
        && _targets.TryGetValue(tensor.Name, out Tensor? target)
        && tensor.Shape is [var outputs, var inputs, var height, var width]
        && inputs % FusionDescription.ChannelsOfOne == 0
        && target.shape.AsSpan().SequenceEqual([outputs, 2 * inputs, height, width]);

    private static (int Layer, string Name) Split(string name)
    {
        int dot = name.StartsWith(Prefix, StringComparison.Ordinal) ? name.IndexOf('.', Prefix.Length) : -1;
        return dot > 0 && int.TryParse(name.AsSpan(Prefix.Length, dot - Prefix.Length), out int layer) ? (layer, name[(dot + 1)..]) : (-1, name);
    }
}
