using System.Globalization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>Creates the layers that a <see cref="ModelDescription"/> asks for, keeping track of channels and strides.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelDescription _description;
    private readonly ModuleFactory _factory;
    private readonly List<ModelLayer> _layers = [];
    private readonly List<double> _strides = [];

    private ModelBuilder(ModelDescription description, bool fused)
    {
        _description = description;
        _factory = new ModuleFactory(description.Activation, fused);
    }

    public static IReadOnlyList<ModelLayer> Build(ModelDescription description, bool fused)
    {
        ModelBuilder builder = new(description, fused);
        foreach (LayerDescription layer in description.Layers)
            builder.Add(layer);
        foreach (ModelLayer layer in builder._layers)
        {
            layer.LastUse = layer.Index;
            foreach (int from in layer.From.Where(from => from >= 0))
                builder._layers[from].LastUse = layer.Index;
        }

        return builder._layers;
    }

    private void Add(LayerDescription layer)
    {
        int[] inputs = [.. layer.From.Select(from => from < 0 ? _description.Channels : _layers[from].Channels)];
        double[] strides = [.. layer.From.Select(from => from < 0 ? 1 : _strides[from])];
        int repeats = _description.Repeats(layer);
        int outputs = layer.Module switch
        {
            LayerKind.Concat => inputs.Sum(),
            LayerKind.Upsample => inputs[0],
            LayerKind.Detect => 0,
            _ => _description.ScaledChannels(layer.Arguments.Channels),
        };
        if (layer.Module == LayerKind.Concat && strides.Any(stride => stride != strides[0]))
            throw Wrong(layer, $"joins maps of the strides {string.Join(", ", strides.Select(Number))}, which must be equal");
        nn.Module module = layer.Module switch
        {
            LayerKind.Concat => new Concat(),
            LayerKind.Upsample => nn.Upsample(scale_factor: [layer.Arguments.Factor, layer.Arguments.Factor], mode: UpsampleMode.Nearest),
            LayerKind.Detect => new Detect(_description.ClassCount, _description.Anchors, inputs, strides),
            LayerKind.C3 => new C3(_factory, inputs[0], outputs, repeats, layer.Arguments.Shortcut),
            _ => Repeated(layer, inputs[0], outputs, repeats),
        };
        _layers.Add(new ModelLayer(layer.Index, layer.From, layer.Module, module, outputs));
        _strides.Add(StrideOf(layer, strides[0], repeats));
    }

    private nn.Module<Tensor, Tensor> Repeated(LayerDescription layer, int inputs, int outputs, int repeats)
    {
        int groups = layer.Arguments.Groups;
        if (inputs % groups != 0 || outputs % groups != 0)
            throw Wrong(layer, $"has {groups} groups, which must divide its {inputs} input and {outputs} output channels");
        if (repeats == 1)
            return Single(layer, inputs, outputs);
        if (inputs != outputs)
            throw Wrong(layer, $"is repeated {repeats} times, which needs as many input channels ({inputs}) as output channels ({outputs})");
        return nn.Sequential([.. Enumerable.Range(0, repeats).Select(_ => Single(layer, inputs, outputs))]);
    }

    private nn.Module<Tensor, Tensor> Single(LayerDescription layer, int inputs, int outputs)
    {
        LayerArguments with = layer.Arguments;
        return layer.Module switch
        {
            LayerKind.Conv => _factory.Conv(inputs, outputs, with.Kernel, with.Stride, with.Padding, with.Groups),
            LayerKind.Focus => new Focus(_factory, inputs, outputs, with.Kernel, with.Stride, with.Padding, with.Groups),
            LayerKind.Bottleneck => new Bottleneck(_factory, inputs, outputs, with.Shortcut),
            LayerKind.SPP => new SPP(_factory, inputs, outputs, with.Kernels),
            LayerKind.SPPF => new SPPF(_factory, inputs, outputs, with.Kernel),
            _ => throw new ArgumentOutOfRangeException(nameof(layer)),
        };
    }

    private static double StrideOf(LayerDescription layer, double stride, int repeats) => layer.Module switch
    {
        LayerKind.Conv => stride * Math.Pow(layer.Arguments.Stride, repeats),
        LayerKind.Focus => stride * Math.Pow(2 * layer.Arguments.Stride, repeats),
        LayerKind.Upsample => stride / layer.Arguments.Factor,
        _ => stride,
    };

    private InvalidInputException Wrong(LayerDescription layer, string why) =>
        new($"{_description.Name}: layer {layer.Index} ({layer.Module}) {why}.");

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
