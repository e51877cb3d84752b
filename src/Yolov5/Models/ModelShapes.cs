namespace Yolov5.Models;

/// <summary>Channels and sizes of all layers of a network, computed from its description alone.</summary>
internal sealed class ModelShapes
{
    /// <summary>Side in pixels of the image for which shapes are computed, as in the reference.</summary>
    public const int Side = 256;

    private readonly ModelDescription _description;
    private readonly List<MapShape> _layers = [];

    private ModelShapes(ModelDescription description) => _description = description;

    /// <summary>Shapes that each layer takes, in the order of the layers.</summary>
    public List<MapShape[]> Inputs { get; } = [];

    /// <summary>Shape that each layer puts out.</summary>
    public IReadOnlyList<MapShape> Outputs => _layers;

    /// <summary>Pixels of the image for each cell of the detection levels.</summary>
    public double[] Strides => [.. Inputs[^1].Select(shape => (double)Side / shape.Height)];

    /// <exception cref="InvalidInputException">The layers do not fit together.</exception>
    public static ModelShapes Of(ModelDescription description)
    {
        ModelShapes shapes = new(description);
        foreach (LayerDescription layer in description.Layers)
        {
            MapShape[] inputs = [.. layer.From.Select(from => from < 0 ? new MapShape(description.Channels, Side, Side) : shapes._layers[from])];
            shapes.Inputs.Add(inputs);
            MapShape output = shapes.OutputOf(layer, inputs);
            for (int again = description.Repeats(layer); again > 1 && !RepeatsInside(layer.Module); again--)
            {
                if (output.Channels != inputs[0].Channels)
                    throw shapes.Wrong(layer, $"is repeated {description.Repeats(layer)} times, which needs as many input channels ({inputs[0].Channels}) as output channels ({output.Channels})");
                output = shapes.OutputOf(layer, [output]);
            }

            shapes._layers.Add(output);
        }

        return shapes;
    }

    /// <summary>True if the number of a layer repeats what is inside its module rather than the module.</summary>
    public static bool RepeatsInside(LayerKind kind) => kind is LayerKind.BottleneckCSP or LayerKind.C3 or LayerKind.C3x or LayerKind.C3TR or LayerKind.C3Ghost;

    private InvalidInputException Wrong(LayerDescription layer, string why) =>
        new($"{_description.Name}: layer {layer.Index} ({LayerArgumentsReader.Name(layer.Module)}) {why}.");

    private MapShape OutputOf(LayerDescription layer, MapShape[] inputs)
    {
        MapShape input = inputs[0];
        LayerArguments with = layer.Arguments;
        int scaled = _description.ScaledChannels(with.Channels);
        int Convolved(int side, int kernel, int padding) => ((side + (2 * padding) - kernel) / with.Stride) + 1;
        int Square(int side) => Convolved(side, with.Kernel, with.Padding ?? with.Kernel / 2);
        int Enlarged(int side) => ((side - 1) * with.Stride) - (2 * with.Padding!.Value) + with.Kernel + with.OutputPadding;
        MapShape output = layer.Module switch
        {
            LayerKind.Conv or LayerKind.DWConv or LayerKind.CrossConv or LayerKind.GhostConv or LayerKind.GhostBottleneck => input.With(scaled, Square),
            LayerKind.Focus => input.With(scaled, side => Square(side / 2)),
            LayerKind.MixConv2d => input.With(scaled, side => Convolved(side, 1, 0)),
            LayerKind.ConvTranspose2d or LayerKind.DWConvTranspose2d => input.With(scaled, Enlarged),
            LayerKind.Contract => input.With(input.Channels * with.Factor * with.Factor, side => side / with.Factor),
            LayerKind.Expand => input.With(input.Channels / with.Factor / with.Factor, side => side * with.Factor),
            LayerKind.Upsample => input.With(input.Channels, side => side * with.Factor),
            LayerKind.MaxPool2d => input.With(input.Channels, Square),
            LayerKind.ZeroPad2d => new MapShape(input.Channels, input.Height + with.Border[2] + with.Border[3], input.Width + with.Border[0] + with.Border[1]),
            LayerKind.BatchNorm2d or LayerKind.Identity => input,
            LayerKind.Select => input with { Channels = with.SelectedChannels },
            LayerKind.Fusion => Fused(layer, inputs),
            LayerKind.Concat => Joined(layer, inputs),
            LayerKind.Detect => new MapShape(0, input.Height, input.Width),
            _ => input with { Channels = scaled },
        };
        Check(layer, input, output);
        return output;
    }

    private MapShape Joined(LayerDescription layer, MapShape[] inputs)
    {
        foreach (MapShape other in inputs)
        {
            if ((other.Height, other.Width) != (inputs[0].Height, inputs[0].Width))
                throw Wrong(layer, $"joins maps of different strides: for an image of {Side} pixels they have {string.Join(" and ", inputs.Select(input => $"{input.Height}x{input.Width}"))} cells");
        }

        return inputs[0] with { Channels = inputs.Sum(input => input.Channels) };
    }

    private MapShape Fused(LayerDescription layer, MapShape[] inputs) => inputs[0] == inputs[1] ? inputs[0]
        : throw Wrong(layer, $"joins two maps of the same shape; for an image of {Side} pixels they have {string.Join(" and ", inputs.Select(input => $"{input.Channels} channels of {input.Height}x{input.Width} cells"))}");

    private void Check(LayerDescription layer, MapShape input, MapShape output)
    {
        LayerArguments with = layer.Arguments;
        int hidden = (int)(output.Channels * with.Expansion);
        if (output.Height < 1 || output.Width < 1)
            throw Wrong(layer, $"leaves nothing of a map of {input.Height}x{input.Width} cells (an image of {Side} pixels)");
        if (layer.Module is not LayerKind.Detect && output.Channels < 1)
            throw Wrong(layer, $"would have {output.Channels} channels");
        if (layer.Module is LayerKind.Select && with.FirstChannel + with.SelectedChannels > input.Channels)
            throw Wrong(layer, $"takes channels {with.FirstChannel} to {with.FirstChannel + with.SelectedChannels - 1}; there are {input.Channels}, from 0");
        if (layer.Module is LayerKind.Contract && (input.Height % with.Factor != 0 || input.Width % with.Factor != 0))
            throw Wrong(layer, $"takes {with.Factor} x {with.Factor} cells together, which do not divide a map of {input.Height}x{input.Width}");
        if (layer.Module is LayerKind.Expand && input.Channels % (with.Factor * with.Factor) != 0)
            throw Wrong(layer, $"needs channels that are a multiple of {with.Factor * with.Factor}; there are {input.Channels}");
        if (layer.Module is LayerKind.GhostConv or LayerKind.GhostBottleneck && output.Channels % (layer.Module is LayerKind.GhostConv ? 2 : 4) is not 0)
            throw Wrong(layer, $"needs output channels that are a multiple of {(layer.Module is LayerKind.GhostConv ? 2 : 4)}; there are {output.Channels}");
        if (layer.Module is LayerKind.GhostBottleneck && with.Stride == 1 && input.Channels != output.Channels)
            throw Wrong(layer, $"adds its input, and needs as many input channels ({input.Channels}) as output channels ({output.Channels})");
        if (layer.Module is LayerKind.ConvTranspose2d or LayerKind.DWConvTranspose2d && with.OutputPadding >= with.Stride && with.OutputPadding > 0)
            throw Wrong(layer, "has an output padding that is not less than its stride");
        bool inner = layer.Module is LayerKind.Bottleneck or LayerKind.BottleneckCSP or LayerKind.C3 or LayerKind.C3x or LayerKind.C3TR or LayerKind.C3Ghost or LayerKind.CrossConv;
        if (inner && hidden < 1)
            throw Wrong(layer, $"has no channels inside: {output.Channels} x {with.Expansion}");
        if (layer.Module is LayerKind.C3TR && hidden % TransformerBlock.Heads != 0)
            throw Wrong(layer, $"has {TransformerBlock.Heads} heads, which must divide its {hidden} channels inside");
        if (layer.Module is LayerKind.C3Ghost && hidden % 4 != 0)
            throw Wrong(layer, $"halves its {hidden} channels inside twice");
        (int from, int to) = layer.Module switch
        {
            LayerKind.Conv or LayerKind.ConvTranspose2d => (input.Channels, output.Channels),
            LayerKind.Focus => (4 * input.Channels, output.Channels),
            LayerKind.GhostConv => (input.Channels, output.Channels / 2),
            LayerKind.Bottleneck or LayerKind.CrossConv => (hidden, output.Channels),
            _ => (hidden, hidden),
        };
        if (from % with.Groups != 0 || to % with.Groups != 0)
            throw Wrong(layer, $"has {with.Groups} groups, which must divide its {from} input and {to} output channels");
        if (layer.Module is LayerKind.MixConv2d && (with.EqualChannels ? MixConv2d.EqualChannels(output.Channels, with.Kernels.Count) : MixConv2d.EqualWeights(output.Channels, with.Kernels)) is var shares && (shares.Sum() != output.Channels || shares.Min() < 1))
            throw Wrong(layer, $"cannot divide {output.Channels} channels among {with.Kernels.Count} kernels");
    }
}
