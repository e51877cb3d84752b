namespace Yolov5.Data.Augmentation;

/// <summary>Memory of one sample in a batch, and the flips that are applied while it is written.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="planes">[3, height, width] values.</param>
internal readonly ref struct SampleTarget(int width, int height, Span<byte> planes)
{
    public int Width { get; } = width;

    public int Height { get; } = height;

    public Span<byte> Planes { get; } = planes;

    /// <summary>True if left and right are exchanged.</summary>
    public bool Mirrored { get; init; }

    /// <summary>True if top and bottom are exchanged.</summary>
    public bool UpsideDown { get; init; }

    /// <summary>The memory of a row, counted before <see cref="UpsideDown"/>.</summary>
    public PlanarRow Row(int y)
    {
        int area = Width * Height, at = (UpsideDown ? Height - 1 - y : y) * Width;
        return new PlanarRow(Planes.Slice(at, Width), Planes.Slice(area + at, Width), Planes.Slice((2 * area) + at, Width));
    }
}
