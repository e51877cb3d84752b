using System.Globalization;

namespace SyntheticData;

/// <summary>One object that can be seen in a scene and the tight box around its visible pixels.</summary>
/// <param name="ClassIndex">Index into <see cref="SyntheticScene.ClassNames"/>.</param>
/// <param name="ObjectIndex">The object's number in <see cref="SyntheticScene.ObjectAt"/>.</param>
/// <param name="Left">First column of pixels.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">First column after the object.</param>
/// <param name="Bottom">First row after it.</param>
public sealed record SceneLabel(int ClassIndex, int ObjectIndex, int Left, int Top, int Right, int Bottom)
{
    /// <summary>The label as a line of a YOLO label file: class, centre x, centre y, width, height, all as shares of the image's sides.</summary>
    public string ToYolo(int imageWidth, int imageHeight) => string.Create(
        CultureInfo.InvariantCulture,
        $"{ClassIndex} {(Left + Right) / 2.0 / imageWidth:F6} {(Top + Bottom) / 2.0 / imageHeight:F6} {(Right - Left) / (double)imageWidth:F6} {(Bottom - Top) / (double)imageHeight:F6}");
}
