using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>Pictures to test with, and the distance between two.</summary>
internal static class Pictures
{
    /// <summary>Smooth colour gradients with a hard edge: all of it survives JPEG nearly unchanged.</summary>
    public static Image Gradient(int width, int height)
    {
        Image image = new(width, height);
        for (int y = 0, i = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image.Pixels[i++] = (byte)(x * 255 / Math.Max(1, width - 1));
                image.Pixels[i++] = (byte)(y * 255 / Math.Max(1, height - 1));
                image.Pixels[i++] = (byte)(x * 2 < width ? 40 : 200);
            }
        }

        return image;
    }

    public static Image Noise(int width, int height, int seed)
    {
        Image image = new(width, height);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }

    /// <summary>Encodes as most JPEG files are: quality 90, colour at half the resolution.</summary>
    public static byte[] Jpeg(Image image) => ImageEncoder.Jpeg(image, 90, subsampleChroma: true);

    public static double MeanDifference(Image a, Image b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        return a.Pixels.Zip(b.Pixels, (p, q) => Math.Abs(p - q)).Average();
    }
}
