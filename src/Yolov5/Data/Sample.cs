using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Everything about a sample but its pixels, which are written straight into the batch, and the memory that making it takes. It belongs to
/// one thread and is used again for the next sample.
/// </summary>
public sealed class Sample
{
    private Image? _letterbox;
    private byte[] _mixed = [];

    /// <summary>Width that <see cref="Boxes"/> refer to, in pixels. The sample's own may be another multiple, when scales vary.</summary>
    public int Width { get; internal set; } = 1;

    /// <summary>Height that <see cref="Boxes"/> refer to, in pixels.</summary>
    public int Height { get; internal set; } = 1;

    /// <summary>The objects, in pixels, before <see cref="Mirrored"/> and <see cref="UpsideDown"/>.</summary>
    public List<PixelBox> Boxes { get; } = [];

    /// <summary>True if left and right are exchanged.</summary>
    public bool Mirrored { get; internal set; }

    /// <summary>True if top and bottom are exchanged.</summary>
    public bool UpsideDown { get; internal set; }

    /// <summary>Resizing and padding of the image.</summary>
    public SampleGeometry Geometry { get; internal set; }

    /// <summary>Path of the image file, in a mosaic of the image that the sample is counted as.</summary>
    public string ImagePath { get; internal set; } = "";

    /// <summary>Problems of the files that the sample was made of.</summary>
    public List<DatasetProblem> Problems { get; } = [];

    internal CanvasWarp Warp { get; } = new();

    internal void Reset(int width, int height, string path)
    {
        (Width, Height, ImagePath, Mirrored, UpsideDown, Geometry) = (width, height, path, false, false, default);
        Boxes.Clear();
        Problems.Clear();
    }

    /// <summary>An image of a size, with any content, to draw a letterbox into.</summary>
    internal Image LetterboxImage(int width, int height)
    {
        if (_letterbox is null || _letterbox.Width != width || _letterbox.Height != height)
            _letterbox = new Image(width, height);
        return _letterbox;
    }

    /// <summary>Memory for the planes of an image that is mixed into the sample.</summary>
    internal Span<byte> MixedPlanes(int length)
    {
        if (_mixed.Length < length)
            _mixed = GC.AllocateUninitializedArray<byte>(length);
        return _mixed.AsSpan(0, length);
    }
}
