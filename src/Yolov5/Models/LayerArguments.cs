using Yolov5.Models.TwoCameras;

namespace Yolov5.Models;

/// <summary>Arguments of a layer's module, in one form for all modules; each reads those that concern it.</summary>
public sealed record LayerArguments
{
    /// <summary>Output channels, before <see cref="ModelDescription.WidthMultiple"/>.</summary>
    public int Channels { get; init; }

    /// <summary>Kernel size in pixels, square.</summary>
    public int Kernel { get; init; } = 1;

    /// <summary>Stride in pixels.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Zero padding in pixels; null keeps the size at stride 1.</summary>
    public int? Padding { get; init; }

    /// <summary>Groups of the convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>True if bottlenecks add their input.</summary>
    public bool Shortcut { get; init; } = true;

    /// <summary>Channels inside a block as a share of its output channels.</summary>
    public double Expansion { get; init; } = 0.5;

    /// <summary>Rows and columns added to the result of <see cref="LayerKind.ConvTranspose2d"/>, in pixels.</summary>
    public int OutputPadding { get; init; }

    /// <summary>Pixels that <see cref="LayerKind.ZeroPad2d"/> adds left, right, above and below.</summary>
    public IReadOnlyList<int> Border { get; init; } = [0, 0, 0, 0];

    /// <summary>True if the kernels of <see cref="LayerKind.MixConv2d"/> have equally many channels, false if equally many weights.</summary>
    public bool EqualChannels { get; init; } = true;

    /// <summary>Kernels of <see cref="LayerKind.SPP"/>, <see cref="LayerKind.C3SPP"/> and <see cref="LayerKind.MixConv2d"/>, in pixels.</summary>
    public IReadOnlyList<int> Kernels { get; init; } = [5, 9, 13];

    /// <summary>Factor of <see cref="LayerKind.Upsample"/>, <see cref="LayerKind.Contract"/> and <see cref="LayerKind.Expand"/>.</summary>
    public int Factor { get; init; } = 2;

    /// <summary>The first channel that <see cref="LayerKind.Select"/> takes, from 0.</summary>
    public int FirstChannel { get; init; }

    /// <summary>Number of channels that <see cref="LayerKind.Select"/> takes.</summary>
    public int SelectedChannels { get; init; } = 1;

    /// <summary>Way in which <see cref="LayerKind.Fusion"/> joins two maps; never <see cref="FusionKind.Early"/>.</summary>
    public FusionKind Fusion { get; init; }
}
