using System.Runtime.InteropServices;
using SkiaSharp;
using Yolov5.Imaging;

namespace Yolov5.Plots;

/// <summary>A picture that can be drawn on.</summary>
internal sealed class PictureCanvas : IDisposable
{
    private const int BytesPerPixel = 4;

    private readonly SKBitmap _bitmap;

    /// <summary>Begins with an empty picture in one colour.</summary>
    public PictureCanvas(int width, int height, SKColor background)
    {
        _bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Canvas = new SKCanvas(_bitmap);
        Canvas.Clear(background);
    }

    /// <summary>Begins with a copy of a picture.</summary>
    public PictureCanvas(Image image)
        : this(image.Width, image.Height, SKColors.Black)
    {
        Span<byte> pixels = _bitmap.GetPixelSpan();
        byte[] rgb = image.Pixels;
        for (int from = 0, to = 0; from < rgb.Length; from += Image.Channels, to += BytesPerPixel)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (rgb[from], rgb[from + 1], rgb[from + 2], byte.MaxValue);
    }

    /// <summary>Skia's canvas over the pixels.</summary>
    public SKCanvas Canvas { get; }

    /// <summary>The picture as it is now.</summary>
    public Image ToImage()
    {
        Canvas.Flush();
        Image image = new(_bitmap.Width, _bitmap.Height);
        ReadOnlySpan<byte> pixels = MemoryMarshal.AsBytes(_bitmap.GetPixelSpan());
        byte[] rgb = image.Pixels;
        for (int to = 0, from = 0; to < rgb.Length; to += Image.Channels, from += BytesPerPixel)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (pixels[from], pixels[from + 1], pixels[from + 2]);
        return image;
    }

    public void Dispose()
    {
        Canvas.Dispose();
        _bitmap.Dispose();
    }
}
