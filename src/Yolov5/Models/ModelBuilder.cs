using TorchSharp;
using TorchSharp.Modules;
using Yolov5.Models.TwoCameras;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Creates the layers that a <see cref="ModelDescription"/> asks for.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelDescription _description;
    private readonly ModelShapes _shapes;
    private readonly ModuleFactory _factory;

    private ModelBuilder(ModelDescription description, bool fused)
    {
        _description = description;
        _shapes = ModelShapes.Of(description);
        _factory = new ModuleFactory(description.Activation, fused);
    }

    public static IReadOnlyList<ModelLayer> Build(ModelDescription description, bool fused)
    {
        ModelBuilder builder = new(description, fused);
        List<ModelLayer> layers = [.. description.Layers.Select(layer =>
            new ModelLayer(layer.Index, layer.From, layer.Module, builder.Create(layer), builder._shapes.Outputs[layer.Index].Channels))];
        foreach (ModelLayer layer in layers)
        {
            layer.LastUse = layer.Index;
            foreach (int from in layer.From.Where(from => from >= 0))
                layers[from].LastUse = layer.Index;
        }

        return layers;
    }

    private nn.Module Create(LayerDescription layer)
    {
        MapShape[] inputs = _shapes.Inputs[layer.Index];
        int outputs = _shapes.Outputs[layer.Index].Channels;
        int repeats = _description.Repeats(layer);
        return layer.Module switch
        {
            LayerKind.Concat => new Concat(),
            LayerKind.Fusion => layer.Arguments.Fusion switch
            {
                FusionKind.Concat => new ConcatFusion(_factory, outputs),
                FusionKind.Add => new AddFusion(),
                _ => new AttentionFusion(outputs),
            },
            LayerKind.Detect => new Detect(_description.ClassCount, _description.Anchors, [.. inputs.Select(input => input.Channels)], _shapes.Strides),
            _ when repeats > 1 && !ModelShapes.RepeatsInside(layer.Module) => ModuleFactory.Repeat(repeats, () => Single(layer, inputs[0].Channels, outputs, 1)),
            _ => Single(layer, inputs[0].Channels, outputs, repeats),
        };
    }

    private nn.Module<Tensor, Tensor> Single(LayerDescription layer, int inputs, int outputs, int repeats)
    {
        LayerArguments with = layer.Arguments;
        return layer.Module switch
        {
            LayerKind.Conv => _factory.Conv(inputs, outputs, with.Kernel, with.Stride, with.Padding, with.Groups),
            LayerKind.DWConv => _factory.DepthwiseConv(inputs, outputs, with.Kernel, with.Stride),
            LayerKind.CrossConv => new CrossConv(_factory, inputs, outputs, with.Kernel, with.Stride, with.Groups, with.Expansion, with.Shortcut),
            LayerKind.MixConv2d => new MixConv2d(inputs, outputs, with.Kernels, with.Stride, with.EqualChannels),
            LayerKind.GhostConv => new GhostConv(_factory, inputs, outputs, with.Kernel, with.Stride, with.Groups),
            LayerKind.GhostBottleneck => new GhostBottleneck(_factory, inputs, outputs, with.Kernel, with.Stride),
            LayerKind.Focus => new Focus(_factory, inputs, outputs, with.Kernel, with.Stride, with.Padding, with.Groups),
            LayerKind.Bottleneck => new Bottleneck(_factory, inputs, outputs, with.Shortcut, with.Groups, with.Expansion),
            LayerKind.BottleneckCSP => new BottleneckCSP(_factory, inputs, outputs, repeats, with.Shortcut, with.Groups, with.Expansion),
            LayerKind.C3 or LayerKind.C3x or LayerKind.C3TR or LayerKind.C3SPP or LayerKind.C3Ghost =>
                new C3(_factory, inputs, outputs, with.Expansion, hidden => Inner(layer, hidden, repeats)),
            LayerKind.SPP => new SPP(_factory, inputs, outputs, with.Kernels),
            LayerKind.SPPF => new SPPF(_factory, inputs, outputs, with.Kernel),
            LayerKind.ConvTranspose2d => nn.ConvTranspose2d(inputs, outputs, with.Kernel, with.Stride, with.Padding!.Value, with.OutputPadding, groups: with.Groups),
            LayerKind.DWConvTranspose2d => nn.ConvTranspose2d(inputs, outputs, with.Kernel, with.Stride, with.Padding!.Value, with.OutputPadding, groups: ModuleFactory.CommonDivisor(inputs, outputs)),
            LayerKind.Contract => new SpaceDepth(with.Factor, contracts: true),
            LayerKind.Expand => new SpaceDepth(with.Factor, contracts: false),
            LayerKind.BatchNorm2d => ModuleFactory.BatchNorm(inputs),
            LayerKind.MaxPool2d => nn.MaxPool2d(with.Kernel, with.Stride, with.Padding!.Value),
            LayerKind.ZeroPad2d => nn.ZeroPad2d((with.Border[0], with.Border[1], with.Border[2], with.Border[3])),
            LayerKind.Upsample => nn.Upsample(scale_factor: [with.Factor, with.Factor], mode: UpsampleMode.Nearest),
            LayerKind.Identity => nn.Identity(),
            LayerKind.Select => new ChannelSelection(with.FirstChannel, with.SelectedChannels),
            _ => throw new ArgumentOutOfRangeException(nameof(layer)),
        };
    }

    private nn.Module<Tensor, Tensor> Inner(LayerDescription layer, int hidden, int repeats)
    {
        LayerArguments with = layer.Arguments;
        return layer.Module switch
        {
            LayerKind.C3 => ModuleFactory.Repeat(repeats, () => new Bottleneck(_factory, hidden, hidden, with.Shortcut, with.Groups, expansion: 1)),
            LayerKind.C3x => ModuleFactory.Repeat(repeats, () => new CrossConv(_factory, hidden, hidden, groups: with.Groups, shortcut: with.Shortcut)),
            LayerKind.C3Ghost => ModuleFactory.Repeat(repeats, () => new GhostBottleneck(_factory, hidden, hidden)),
            LayerKind.C3TR => new TransformerBlock(hidden, repeats),
            _ => new SPP(_factory, hidden, hidden, with.Kernels),
        };
    }
}
