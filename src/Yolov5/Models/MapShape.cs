namespace Yolov5.Models;

/// <summary>Shape of a layer's output for one image.</summary>
/// <param name="Channels">Channels; 0 for the detection head.</param>
/// <param name="Height">Height in cells.</param>
/// <param name="Width">Width in cells.</param>
internal readonly record struct MapShape(int Channels, int Height, int Width)
{
    /// <summary>The shape after every side has been changed.</summary>
    public MapShape With(int channels, Func<int, int> side) => new(channels, side(Height), side(Width));
}
