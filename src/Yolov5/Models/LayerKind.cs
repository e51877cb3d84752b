namespace Yolov5.Models;

/// <summary>The modules that a model file can name.</summary>
public enum LayerKind
{
    /// <summary>Convolution, batch norm, activation: <c>[channels, kernel = 1, stride = 1, padding = auto, groups = 1]</c>.</summary>
    Conv,

    /// <summary>Two convolutions with a shortcut: <c>[channels, shortcut = true]</c>.</summary>
    Bottleneck,

    /// <summary>CSP block of bottlenecks with three convolutions: <c>[channels, shortcut = true]</c>.</summary>
    C3,

    /// <summary>Spatial pyramid pooling: <c>[channels, [kernels] = [5, 9, 13]]</c>.</summary>
    SPP,

    /// <summary>Spatial pyramid pooling, the fast form: <c>[channels, kernel = 5]</c>.</summary>
    SPPF,

    /// <summary>Space to depth, then a convolution: <c>[channels, kernel = 1, stride = 1]</c>.</summary>
    Focus,

    /// <summary>Nearest-neighbour enlargement: <c>[null, factor, nearest]</c>.</summary>
    Upsample,

    /// <summary>Concatenation of several layers' channels: <c>[1]</c>.</summary>
    Concat,

    /// <summary>The detection head: <c>[nc, anchors]</c>.</summary>
    Detect,
}
