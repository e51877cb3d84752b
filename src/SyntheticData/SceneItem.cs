namespace SyntheticData;

/// <summary>Something that stands in a scene. Positions are pixels from its centre, x to the right and y down.</summary>
internal abstract class SceneItem
{
    /// <summary>Direction that the light of every scene comes from: above, left, towards the viewer (unit length).</summary>
    protected static readonly (float X, float Y, float Z) Light = (-0.45f, -0.64f, 0.6228964f);

    /// <summary>No part of the item is farther from its centre in either direction.</summary>
    public abstract float Reach { get; }

    /// <summary>Share of a pixel's area that the item covers, 0 to 1, and its colour there.</summary>
    public abstract float Cover(float x, float y, out Rgb color);

    /// <summary>Area covered by something whose edge is this many pixels away, counted positive inside.</summary>
    protected static float Area(float distance) => Math.Clamp(distance + 0.5f, 0, 1);

    /// <summary>Share of the light that a surface with this normal sends to the viewer.</summary>
    protected static float Shade(float normalX, float normalY, float normalZ) =>
        0.42f + 0.68f * Math.Max(0, normalX * Light.X + normalY * Light.Y + normalZ * Light.Z);
}
