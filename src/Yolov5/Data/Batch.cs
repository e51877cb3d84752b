using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>
/// Images of one shape with their objects, ready to become tensors. It owns <see cref="Pixels"/>, which goes back to
/// its loader for a later batch when this one is disposed: copy pixels that are needed longer.
/// </summary>
public sealed class Batch : IDisposable
{
    /// <summary>Values of a row of <see cref="Targets"/>.</summary>
    public const int TargetColumns = 6;

    private readonly Action<byte[]>? _giveBack;
    private byte[]? _pixels;

    internal Batch(
        LoaderPosition position,
        int channels,
        int width,
        int height,
        byte[] pixels,
        float[] targets,
        IReadOnlyList<string> paths,
        IReadOnlyList<SampleGeometry> geometries,
        Action<byte[]>? giveBack)
    {
        Position = position;
        Channels = channels;
        Width = width;
        Height = height;
        _pixels = pixels;
        Targets = targets;
        Paths = paths;
        Geometries = geometries;
        _giveBack = giveBack;
    }

    /// <summary>Epoch and number of the batch in it.</summary>
    public LoaderPosition Position { get; }

    /// <summary>Number of images, N.</summary>
    public int Count => Paths.Count;

    /// <summary>Channels of every image, C: 3, or 6 for the frames of two cameras.</summary>
    public int Channels { get; }

    /// <summary>Count of the pairs among the samples that the batch is made of, over all ranks; null for images of one camera.</summary>
    public PairTally? Pairs { get; internal init; }

    /// <summary>Height of every image in pixels, H.</summary>
    public int Height { get; }

    /// <summary>Width of every image in pixels, W.</summary>
    public int Width { get; }

    /// <summary>[N, C, H, W] values 0 to 255, channels R, G, B, of two cameras those of the RGB frame before those of the event frame. The array is pinned and exactly as long.</summary>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    public byte[] Pixels => _pixels ?? throw new ObjectDisposedException(nameof(Batch));

    /// <summary>
    /// [M, 6] values: a row is image index in the batch, class, centre x, centre y, width, height, the last four in
    /// shares of W and H. Ordered by image. It stays valid after disposal.
    /// </summary>
    public float[] Targets { get; }

    /// <summary>Number of rows of <see cref="Targets"/>, M.</summary>
    public int TargetCount => Targets.Length / TargetColumns;

    /// <summary>Path of each image's file.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Resizing and padding of each image.</summary>
    public IReadOnlyList<SampleGeometry> Geometries { get; }

    /// <summary>Returns the pixels' memory.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            _giveBack?.Invoke(pixels);
    }
}
