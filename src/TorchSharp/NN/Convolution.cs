using TorchSharp.Utils;

namespace TorchSharp.Modules;

public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private static readonly long[] s_unpadded = [0, 0];

    [ComponentName(Name = nameof(weight))]
    private Parameter? _weight;

    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    private protected Convolution(
        string name,
        long inChannels,
        long outChannels,
        long[] kernelSize,
        long[] stride,
        long[]? padding,
        Padding? paddingType,
        long[] dilation,
        long[]? outputPadding,
        long groups,
        bool bias,
        PaddingModes paddingMode,
        torch.Device? device,
        torch.ScalarType? dtype)
        : base(name)
    {
        in_channels = inChannels;
        out_channels = outChannels;
        kernel_size = kernelSize;
        this.stride = stride;
        this.dilation = dilation;
        transposed = outputPadding is not null;
        output_padding = outputPadding ?? [0, 0];
        this.groups = groups;
        padding_mode = paddingMode;
        if (transposed && paddingMode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(paddingMode));
        if (paddingType is { } type)
            SetPadding(type);
        else
            SetPadding(padding ?? [0, 0]);

        long[] sizes = transposed ? [inChannels, outChannels / groups, .. kernelSize] : [outChannels, inChannels / groups, .. kernelSize];
        weight = new Parameter(torch.empty(sizes, dtype, device));
        if (bias)
            this.bias = new Parameter(torch.empty(outChannels, dtype, device));
        reset_parameters();
    }

    public long in_channels { get; }

    public long out_channels { get; }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    /// <summary>Rows and columns of zeros on each side; absent where <see cref="padding_type"/> decides.</summary>
    public long[]? padding { get; private set; }

    public Padding? padding_type { get; private set; }

    public long[] dilation { get; set; }

    public bool transposed { get; }

    public long[] output_padding { get; set; }

    public long groups { get; set; }

    public PaddingModes padding_mode { get; set; }

    public Parameter weight
    {
        get => _weight!;
        set => Replace(ref _weight, nameof(weight), value);
    }

    public Parameter? bias
    {
        get => _bias;
        set => Replace(ref _bias, nameof(bias), value);
    }

    public void SetPadding(long[] padding)
    {
        this.padding = padding;
        padding_type = null;
    }

    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        this.padding = null;
        padding_type = padding;
    }

    public void reset_parameters()
    {
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        torch.nn.init.UniformByFanIn(bias, weight);
    }

    private protected torch.Tensor Convolve(torch.Tensor input)
    {
        if (padding_mode != PaddingModes.Zeros)
        {
            using torch.Tensor padded = torch.nn.functional.pad(input, Margins(), padding_mode);
            return torch.nn.functional.conv2d(padded, weight, bias, stride, s_unpadded, dilation, groups);
        }

        return padding_type is { } type
            ? torch.nn.functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups)
            : torch.nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }

    /// <summary>What <c>pad</c> takes: left, right, top, bottom.</summary>
    private long[] Margins()
    {
        if (padding is { } own)
            return [own[1], own[1], own[0], own[0]];
        if (padding_type != Padding.Same)
            return [0, 0, 0, 0];
        long height = dilation[0] * (kernel_size[0] - 1);
        long width = dilation[1] * (kernel_size[1] - 1);
        return [width / 2, width - (width / 2), height / 2, height - (height / 2)];
    }
}
