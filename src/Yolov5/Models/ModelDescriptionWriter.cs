using System.Globalization;
using System.Text;
using Yolov5.Models.TwoCameras;

namespace Yolov5.Models;

/// <summary>Writes a <see cref="ModelDescription"/> as the text of a model file that is read as the same network.</summary>
internal static class ModelDescriptionWriter
{
    /// <summary>The text.</summary>
    public static string Write(ModelDescription description)
    {
        StringBuilder text = new();
        text.Append(Invariant($"# {description.Name}\nnc: {description.ClassCount}\ndepth_multiple: {description.DepthMultiple}\nwidth_multiple: {description.WidthMultiple}\nch: {description.Channels}\n"));
        if (description.Activation != Activation.SiLU)
            text.Append(Invariant($"activation: {description.Activation}\n"));
        if (description.FitsAnchors)
            text.Append(Invariant($"anchors: {description.AnchorsPerLevel}\n"));
        else
            text.Append("anchors:\n").Append(string.Concat(description.Anchors.Select(level => $"  - {List(level.Select(side => Invariant($"{side}")))}\n")));
        text.Append("\n# [from, number, module, args]\nbackbone:\n");
        foreach (LayerDescription layer in description.Layers)
        {
            if (layer.Index == description.BackboneLayers)
                text.Append("\nhead:\n");
            text.Append(Invariant($"  - [{From(layer)}, {layer.Number}, {LayerArgumentsReader.Name(layer.Module)}, {List(Arguments(layer))}] # {layer.Index}\n"));
        }

        return text.ToString();
    }

    private static string From(LayerDescription layer)
    {
        string[] sources = [.. layer.From.Select(from => from < 0 ? ModelDescriptionReader.Image : Invariant($"{from}"))];
        return sources.Length == 1 && layer.Module is not (LayerKind.Concat or LayerKind.Detect) ? sources[0] : List(sources);
    }

    private static string[] Arguments(LayerDescription layer)
    {
        LayerArguments with = layer.Arguments;
        return layer.Module switch
        {
            LayerKind.Conv or LayerKind.Focus => Texts(with.Channels, with.Kernel, with.Stride, with.Padding, with.Groups),
            LayerKind.DWConv or LayerKind.GhostBottleneck => Texts(with.Channels, with.Kernel, with.Stride),
            LayerKind.CrossConv => Texts(with.Channels, with.Kernel, with.Stride, with.Groups, with.Expansion, with.Shortcut),
            LayerKind.MixConv2d => Texts(with.Channels, with.Kernels, with.Stride, with.EqualChannels),
            LayerKind.GhostConv => Texts(with.Channels, with.Kernel, with.Stride, with.Groups),
            LayerKind.Bottleneck or LayerKind.BottleneckCSP or LayerKind.C3 or LayerKind.C3x => Texts(with.Channels, with.Shortcut, with.Groups, with.Expansion),
            LayerKind.C3TR or LayerKind.C3Ghost => Texts(with.Channels, with.Shortcut, with.Groups, with.Expansion),
            LayerKind.SPP or LayerKind.C3SPP => Texts(with.Channels, with.Kernels),
            LayerKind.SPPF => Texts(with.Channels, with.Kernel),
            LayerKind.ConvTranspose2d => Texts(with.Channels, with.Kernel, with.Stride, with.Padding, with.OutputPadding, with.Groups),
            LayerKind.DWConvTranspose2d => Texts(with.Channels, with.Kernel, with.Stride, with.Padding, with.OutputPadding),
            LayerKind.MaxPool2d => Texts(with.Kernel, with.Stride, with.Padding),
            LayerKind.ZeroPad2d => Texts(with.Border),
            LayerKind.Contract or LayerKind.Expand => Texts(with.Factor),
            LayerKind.BatchNorm2d or LayerKind.Identity => [],
            LayerKind.Upsample => Texts(null, with.Factor, "nearest"),
            LayerKind.Select => Texts(with.FirstChannel, with.SelectedChannels),
            LayerKind.Fusion => Texts(with.Fusion.Name()),
            LayerKind.Concat => Texts(1),
            LayerKind.Detect => Texts("nc", "anchors"),
            _ => throw new ArgumentOutOfRangeException(nameof(layer)),
        };
    }

    private static string[] Texts(params object?[] values) => [.. values.Select(value => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        IEnumerable<int> list => List(list.Select(item => Invariant($"{item}"))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    })];

    private static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
