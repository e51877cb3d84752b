namespace Yolov5.Models.TwoCameras;

/// <summary>Ways to join RGB and event frames in one network; docs/fusion.md has the formulas.</summary>
public enum FusionKind
{
    /// <summary>A backbone for each; the channels of both are put one after the other, and a 1x1 convolution halves their number.</summary>
    Concat,

    /// <summary>A backbone for each; the sum of both.</summary>
    Add,

    /// <summary>A backbone for each; the sum of both, every channel weighted by a gate that sees all channels of both.</summary>
    Attention,

    /// <summary>One backbone, whose first layer takes all six channels.</summary>
    Early,
}
