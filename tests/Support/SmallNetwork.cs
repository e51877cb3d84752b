namespace Support;

/// <summary>A network of two classes with four layers and a handful of channels, for trainings of a second.</summary>
public static class SmallNetwork
{
    /// <summary>Its anchors, in pixels.</summary>
    public const string Anchors = "[[10,13, 16,30, 33,23], [30,61, 62,45, 59,119]]";

    /// <summary>The model file.</summary>
    public const string Yaml = $"""
        nc: 2
        depth_multiple: 0.33
        width_multiple: 0.125
        anchors: {Anchors}
        backbone: [[-1, 1, Conv, [64, 6, 2, 2]], [-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [64, 3, 2]], [-1, 1, Conv, [64, 3, 2]]]
        head: [[[2, 3], 1, Detect, [nc, anchors]]]
        """;
}
