namespace Yolov5.Weights;

/// <summary>Reads from the shapes of a detection head for what it was made.</summary>
internal static class HeadShape
{
    // Box and objectness of an anchor.
    private const long BoxValues = 5;

    /// <summary>The number of classes; null if the weights have no such head.</summary>
    /// <param name="state">Weights with <c>model.24.anchors</c> [levels, anchors, 2] and <c>model.24.m.0.weight</c> [anchors * (5 + classes), channels, 1, 1].</param>
    public static int? ClassCount(StateDict state)
    {
        if (state.LastOrDefault(tensor => tensor.Name.EndsWith(".anchors", StringComparison.Ordinal)) is not { Shape: [_, > 0 and var anchors, 2] } found)
            return null;
        string head = found.Name[..^"anchors".Length];
        return state.TryGet($"{head}m.0.weight", out StoredTensor? convolution) && convolution.Shape is [var outputs, ..]
            && outputs % anchors == 0 && (outputs / anchors) - BoxValues is > 0 and <= int.MaxValue and var classes
            ? (int)classes
            : null;
    }
}
