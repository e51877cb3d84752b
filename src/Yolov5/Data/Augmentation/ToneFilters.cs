using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>Filters that look at one pixel at a time, and the losses of a JPEG file.</summary>
internal static class ToneFilters
{
    /// <summary>Replaces colours by their luma (ITU-R BT.601), in OpenCV's 14-bit arithmetic.</summary>
    public static void Gray(Span<byte> planes)
    {
        int area = planes.Length / 3;
        for (int i = 0; i < area; i++)
        {
            int luma = ((planes[i] * 4899) + (planes[area + i] * 9617) + (planes[(2 * area) + i] * 1868) + (1 << 13)) >> 14;
            planes[i] = planes[area + i] = planes[(2 * area) + i] = (byte)luma;
        }
    }

    /// <summary>value * contrast + 255 * brightness, the fraction dropped.</summary>
    public static void BrightnessContrast(Span<byte> planes, double contrast, double brightness) =>
        Map(planes, value => (value * contrast) + (255 * brightness));

    /// <summary>255 * (value / 255) ^ gamma, the fraction dropped.</summary>
    public static void Gamma(Span<byte> planes, double gamma) => Map(planes, value => 255 * Math.Pow(value / 255.0, gamma));

    /// <summary>Encodes the image as JPEG and decodes it again.</summary>
    public static void Compress(int width, int height, Span<byte> planes, int quality)
    {
        Image image = new(width, height);
        int area = width * height;
        for (int i = 0; i < area; i++)
            (image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2]) = (planes[i], planes[area + i], planes[(2 * area) + i]);
        PlanarPixels.Write(ImageFile.Decode(ImageEncoder.Jpeg(image, quality, subsampleChroma: true)).Image, planes);
    }

    private static void Map(Span<byte> planes, Func<int, double> change)
    {
        Span<byte> table = stackalloc byte[256];
        for (int i = 0; i < 256; i++)
            table[i] = (byte)Math.Clamp(change(i), 0, 255);
        foreach (ref byte value in planes)
            value = table[value];
    }
}
