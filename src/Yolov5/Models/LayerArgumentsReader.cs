using Yolov5.Configuration;
using Yolov5.Models.TwoCameras;

namespace Yolov5.Models;

/// <summary>Reads the arguments of a row of a model file, and rejects those that its module does not have.</summary>
internal static class LayerArgumentsReader
{
    private const int MostChannels = 16384;
    private const int LargestKernel = 63;

    /// <summary>Name of a module in model files.</summary>
    public static string Name(LayerKind kind) => kind is LayerKind.ConvTranspose2d or LayerKind.BatchNorm2d or LayerKind.MaxPool2d or LayerKind.ZeroPad2d or LayerKind.Identity or LayerKind.Upsample
        ? $"nn.{kind}"
        : kind.ToString();

    public static LayerArguments Read(YamlValue value, LayerKind kind, int classes)
    {
        Row row = new(value, kind);
        switch (kind)
        {
            case LayerKind.Conv or LayerKind.Focus:
                row.Limit(5);
                return new() { Channels = row.Channels(), Kernel = row.Integer(1, 1, LargestKernel) ?? 1, Stride = row.Stride(2), Padding = row.Integer(3, 0, LargestKernel), Groups = row.Groups(4) };
            case LayerKind.DWConv:
                row.Limit(3);
                return new() { Channels = row.Channels(), Kernel = row.Integer(1, 1, LargestKernel) ?? 1, Stride = row.Stride(2) };
            case LayerKind.CrossConv:
                row.Limit(6);
                return new() { Channels = row.Channels(), Kernel = OddKernel(row.At(1)) ?? 3, Stride = row.Stride(2), Groups = row.Groups(3), Expansion = row.Expansion(4, 1), Shortcut = row.At(5)?.Boolean() ?? false };
            case LayerKind.MixConv2d:
                row.Limit(4);
                return new() { Channels = row.Channels(), Kernels = row.OddKernels(1) ?? [1, 3], Stride = row.Stride(2), EqualChannels = row.At(3)?.Boolean() ?? true };
            case LayerKind.GhostConv:
                row.Limit(4);
                return new() { Channels = row.Channels(), Kernel = row.Integer(1, 1, LargestKernel) ?? 1, Stride = row.Stride(2), Groups = row.Groups(3) };
            case LayerKind.GhostBottleneck:
                row.Limit(3);
                return new() { Channels = row.Channels(), Kernel = OddKernel(row.At(1)) ?? 3, Stride = row.Integer(2, 1, 2) ?? 1 };
            case LayerKind.Bottleneck or LayerKind.BottleneckCSP or LayerKind.C3 or LayerKind.C3x:
                row.Limit(4);
                return new() { Channels = row.Channels(), Shortcut = row.At(1)?.Boolean() ?? true, Groups = row.Groups(2), Expansion = row.Expansion(3, 0.5) };
            case LayerKind.C3TR or LayerKind.C3Ghost:
                row.Limit(4);
                row.At(1)?.Boolean();
                row.Integer(2, 1, 1);
                return new() { Channels = row.Channels(), Expansion = row.Expansion(3, 0.5) };
            case LayerKind.SPP or LayerKind.C3SPP:
                row.Limit(2);
                return new() { Channels = row.Channels(), Kernels = row.OddKernels(1) ?? [5, 9, 13] };
            case LayerKind.SPPF:
                row.Limit(2);
                return new() { Channels = row.Channels(), Kernel = OddKernel(row.At(1)) ?? 5 };
            case LayerKind.ConvTranspose2d:
                row.Limit(6);
                return new() { Channels = row.Channels(), Kernel = row.Integer(1, 1, LargestKernel) ?? throw value.Wrong("[channels, kernel, stride]"), Stride = row.Stride(2), Padding = row.Integer(3, 0, LargestKernel) ?? 0, OutputPadding = row.Integer(4, 0, 31) ?? 0, Groups = row.Groups(5) };
            case LayerKind.DWConvTranspose2d:
                row.Limit(5);
                return new() { Channels = row.Channels(), Kernel = row.Integer(1, 1, LargestKernel) ?? 1, Stride = row.Stride(2), Padding = row.Integer(3, 0, LargestKernel) ?? 0, OutputPadding = row.Integer(4, 0, 31) ?? 0 };
            case LayerKind.MaxPool2d:
                row.Limit(3);
                int kernel = row.Integer(0, 1, LargestKernel) ?? throw value.Wrong("[kernel, stride, padding]");
                return new() { Kernel = kernel, Stride = row.Integer(1, 1, 32) ?? kernel, Padding = row.Integer(2, 0, kernel / 2) ?? 0 };
            case LayerKind.ZeroPad2d:
                row.Limit(1);
                return new() { Border = row.Border() };
            case LayerKind.Contract or LayerKind.Expand:
                row.Limit(1);
                return new() { Factor = row.Integer(0, 1, 32) ?? 2 };
            case LayerKind.BatchNorm2d or LayerKind.Identity:
                row.Limit(0);
                return new();
            case LayerKind.Upsample:
                row.Limit(3);
                if (row.Count > 0 && row.At(0) is { } size)
                    throw size.Wrong("null (a factor is given, not a size)");
                if (row.At(2) is { } mode && mode.Text() != "nearest")
                    throw mode.Wrong("nearest");
                return new() { Factor = row.Integer(1, 1, 32) ?? throw value.Wrong("[null, factor, nearest]") };
            case LayerKind.Select:
                row.Limit(2);
                return new() { FirstChannel = row.Integer(0, 0, MostChannels) ?? throw value.Wrong("[first, number]"), SelectedChannels = row.Integer(1, 1, MostChannels) ?? throw value.Wrong("[first, number]") };
            case LayerKind.Fusion:
                row.Limit(1);
                return new() { Fusion = FusionText.Read(row.At(0) ?? throw value.Wrong($"[{FusionText.Layers}]")) };
            case LayerKind.Concat:
                row.Limit(1);
                row.Integer(0, 1, 1);
                return new();
            default:
                row.Limit(2);
                CheckDetect(row.At(0), row.At(1), classes);
                return new();
        }
    }

    // Pooling with an even kernel would change the size by a pixel, and the branches could not be joined.
    private static int? OddKernel(YamlValue? value)
    {
        int? kernel = value?.Integer(1, LargestKernel);
        return kernel is { } size && size % 2 == 0 ? throw value!.Wrong("an odd kernel size") : kernel;
    }

    private static void CheckDetect(YamlValue? classCount, YamlValue? anchors, int classes)
    {
        if (classCount is not null && !(classCount.TryInteger(out int number) && number == classes) && classCount.Described != "'nc'")
            throw classCount.Wrong("nc");
        if (anchors is not null && anchors.Described != "'anchors'")
            throw anchors.Wrong("anchors");
    }

    private sealed class Row(YamlValue value, LayerKind kind)
    {
        public int Count => value.Items.Count;

        public void Limit(int most)
        {
            if (Count > most)
                throw value.Wrong($"a list of at most {most} arguments for {Name(kind)}");
        }

        public YamlValue? At(int i) => i < Count && !value.Items[i].IsNull ? value.Items[i] : null;

        public int? Integer(int i, int least, int most) => At(i)?.Integer(least, most);

        public int Channels() => Count > 0 ? value.Items[0].Integer(1, MostChannels) : throw value.Wrong("a list that begins with the channels");

        public int Stride(int i) => Integer(i, 1, 32) ?? 1;

        public int Groups(int i) => Integer(i, 1, MostChannels) ?? 1;

        public double Expansion(int i, double byDefault) => At(i)?.Number(0.01, 16) ?? byDefault;

        public int[]? OddKernels(int i) => At(i)?.Items switch
        {
            null => null,
            { Count: >= 1 and <= 16 } kernels => [.. kernels.Select(kernel => OddKernel(kernel)!.Value)],
            _ => throw At(i)!.Wrong("a list of 1 to 16 kernel sizes"),
        };

        public int[] Border() => At(0) is { IsSequence: true, Items.Count: 4 } sides
            ? [.. sides.Items.Select(side => side.Integer(0, 31))]
            : throw value.Wrong("[[left, right, top, bottom]]");
    }
}
