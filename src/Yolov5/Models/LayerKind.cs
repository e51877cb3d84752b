using Yolov5.Models.TwoCameras;

namespace Yolov5.Models;

/// <summary>The modules that a model file can name.</summary>
public enum LayerKind
{
    /// <summary>Convolution, batch norm, activation: <c>[channels, kernel = 1, stride = 1, padding = auto, groups = 1]</c>.</summary>
    Conv,

    /// <summary>The same with as many groups as the channels allow: <c>[channels, kernel = 1, stride = 1]</c>.</summary>
    DWConv,

    /// <summary>A convolution of a row and one of a column: <c>[channels, kernel = 3, stride = 1, groups = 1, expansion = 1, shortcut = false]</c>.</summary>
    CrossConv,

    /// <summary>Convolutions of several kernel sizes side by side: <c>[channels, [kernels] = [1, 3], stride = 1, equal channels = true]</c>.</summary>
    MixConv2d,

    /// <summary>Half of the channels by a convolution, half from these: <c>[channels, kernel = 1, stride = 1, groups = 1]</c>.</summary>
    GhostConv,

    /// <summary>Two ghost convolutions with a shortcut: <c>[channels, kernel = 3, stride = 1]</c>, the stride 1 or 2.</summary>
    GhostBottleneck,

    /// <summary>Two convolutions with a shortcut: <c>[channels, shortcut = true, groups = 1, expansion = 0.5]</c>.</summary>
    Bottleneck,

    /// <summary>CSP block with one batch norm over both branches: <c>[channels, shortcut = true, groups = 1, expansion = 0.5]</c>.</summary>
    BottleneckCSP,

    /// <summary>CSP block of bottlenecks with three convolutions: <c>[channels, shortcut = true, groups = 1, expansion = 0.5]</c>.</summary>
    C3,

    /// <summary>The same with cross convolutions: <c>[channels, shortcut = true, groups = 1, expansion = 0.5]</c>.</summary>
    C3x,

    /// <summary>The same with a transformer: <c>[channels, shortcut, 1, expansion = 0.5]</c>; the shortcut has no meaning.</summary>
    C3TR,

    /// <summary>The same with spatial pyramid pooling: <c>[channels, [kernels] = [5, 9, 13]]</c>.</summary>
    C3SPP,

    /// <summary>The same with ghost bottlenecks: <c>[channels, shortcut, 1, expansion = 0.5]</c>; the shortcut has no meaning.</summary>
    C3Ghost,

    /// <summary>Spatial pyramid pooling: <c>[channels, [kernels] = [5, 9, 13]]</c>.</summary>
    SPP,

    /// <summary>Spatial pyramid pooling, the fast form: <c>[channels, kernel = 5]</c>.</summary>
    SPPF,

    /// <summary>Space to depth, then a convolution: <c>[channels, kernel = 1, stride = 1, padding = auto, groups = 1]</c>.</summary>
    Focus,

    /// <summary>Space to depth: <c>[gain = 2]</c>.</summary>
    Contract,

    /// <summary>Depth to space: <c>[gain = 2]</c>.</summary>
    Expand,

    /// <summary><c>nn.ConvTranspose2d</c>: <c>[channels, kernel, stride = 1, padding = 0, output padding = 0, groups = 1]</c>.</summary>
    ConvTranspose2d,

    /// <summary>The same with as many groups as the channels allow: <c>[channels, kernel = 1, stride = 1, padding = 0, output padding = 0]</c>.</summary>
    DWConvTranspose2d,

    /// <summary><c>nn.BatchNorm2d</c>: <c>[]</c>.</summary>
    BatchNorm2d,

    /// <summary><c>nn.MaxPool2d</c>: <c>[kernel, stride = kernel, padding = 0]</c>.</summary>
    MaxPool2d,

    /// <summary><c>nn.ZeroPad2d</c>: <c>[[left, right, top, bottom]]</c>.</summary>
    ZeroPad2d,

    /// <summary><c>nn.Identity</c>: <c>[]</c>.</summary>
    Identity,

    /// <summary><c>nn.Upsample</c>, nearest neighbour: <c>[null, factor, nearest]</c>.</summary>
    Upsample,

    /// <summary>Some channels of a map, from the first on: <c>[first, number]</c>.</summary>
    Select,

    /// <summary>The maps of two backbones as one of the same shape, see <see cref="FusionKind"/>: <c>[concat]</c>, <c>[add]</c> or <c>[attention]</c>.</summary>
    Fusion,

    /// <summary>Concatenation of several layers' channels: <c>[1]</c>.</summary>
    Concat,

    /// <summary>The detection head: <c>[nc, anchors]</c>.</summary>
    Detect,
}
