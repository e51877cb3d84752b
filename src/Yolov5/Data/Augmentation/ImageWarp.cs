using Yolov5.Imaging;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Draws an image through a matrix with OpenCV's arithmetic (warpAffine and warpPerspective, bilinear): source
/// positions in 1/32 pixel, weights of 5 bits per axis, a constant border.
/// </summary>
internal static class ImageWarp
{
    private const int Fraction = 5;
    private const int One = 1 << Fraction;
    private const int AffineBits = 10;
    private const int RoundAffine = 1 << (AffineBits - Fraction - 1);

    /// <param name="source">Image to draw.</param>
    /// <param name="toSource">Maps a pixel of the target to the source.</param>
    /// <param name="target">Every pixel is written.</param>
    public static void Draw(Image source, PerspectiveMatrix toSource, Image target)
    {
        int[] columns = toSource.IsAffine ? AffineColumns(toSource, target.Width) : [];
        for (int y = 0; y < target.Height; y++)
        {
            Span<byte> row = target.Pixels.AsSpan(y * target.Width * Image.Channels, target.Width * Image.Channels);
            if (columns.Length > 0)
            {
                int startX = Saturate(((toSource.M12 * y) + toSource.M13) * (1 << AffineBits)) + RoundAffine;
                int startY = Saturate(((toSource.M22 * y) + toSource.M23) * (1 << AffineBits)) + RoundAffine;
                for (int x = 0; x < target.Width; x++)
                {
                    int shift = AffineBits - Fraction;
                    Interpolate(source, (startX + columns[2 * x]) >> shift, (startY + columns[(2 * x) + 1]) >> shift, row.Slice(x * Image.Channels, Image.Channels));
                }
            }
            else
            {
                for (int x = 0; x < target.Width; x++)
                {
                    (double sourceX, double sourceY) = toSource.Map(x, y);
                    Interpolate(source, Saturate(sourceX * One), Saturate(sourceY * One), row.Slice(x * Image.Channels, Image.Channels));
                }
            }
        }
    }

    private static int[] AffineColumns(PerspectiveMatrix matrix, int width)
    {
        int[] columns = new int[2 * width];
        for (int x = 0; x < width; x++)
        {
            columns[2 * x] = Saturate(matrix.M11 * x * (1 << AffineBits));
            columns[(2 * x) + 1] = Saturate(matrix.M21 * x * (1 << AffineBits));
        }

        return columns;
    }

    /// <summary>Rounds half to even; positions far outside stay outside without overflow in what follows.</summary>
    private static int Saturate(double value) =>
        double.IsNaN(value) ? int.MinValue / 4 : (int)Math.Round(Math.Clamp(value, int.MinValue / 4, int.MaxValue / 4), MidpointRounding.ToEven);

    private static void Interpolate(Image source, int fixedX, int fixedY, Span<byte> pixel)
    {
        int x = fixedX >> Fraction, y = fixedY >> Fraction;
        if (x < -1 || y < -1 || x >= source.Width || y >= source.Height)
        {
            pixel.Fill(Letterbox.BorderValue);
            return;
        }

        int right = fixedX & (One - 1), lower = fixedY & (One - 1);
        int left = One - right, upper = One - lower;
        int rowLength = source.Width * Image.Channels;
        bool inside = x >= 0 && y >= 0 && x < source.Width - 1 && y < source.Height - 1;
        if (inside)
        {
            int at = (y * rowLength) + (x * Image.Channels);
            ReadOnlySpan<byte> a = source.Pixels.AsSpan(at, 6);
            ReadOnlySpan<byte> b = source.Pixels.AsSpan(at + rowLength, 6);
            int w1 = left * upper, w2 = right * upper, w3 = left * lower, w4 = right * lower;
            pixel[2] = (byte)(((a[2] * w1) + (a[5] * w2) + (b[2] * w3) + (b[5] * w4) + 512) >> 10);
            pixel[1] = (byte)(((a[1] * w1) + (a[4] * w2) + (b[1] * w3) + (b[4] * w4) + 512) >> 10);
            pixel[0] = (byte)(((a[0] * w1) + (a[3] * w2) + (b[0] * w3) + (b[3] * w4) + 512) >> 10);
            return;
        }

        for (int channel = 0; channel < Image.Channels; channel++)
        {
            int sum = ((Value(source, x, y, channel) * left) + (Value(source, x + 1, y, channel) * right)) * upper;
            sum += ((Value(source, x, y + 1, channel) * left) + (Value(source, x + 1, y + 1, channel) * right)) * lower;
            pixel[channel] = (byte)((sum + 512) >> 10);
        }
    }

    private static int Value(Image image, int x, int y, int channel) =>
        (uint)x < (uint)image.Width && (uint)y < (uint)image.Height
            ? image.Pixels[(((y * image.Width) + x) * Image.Channels) + channel]
            : Letterbox.BorderValue;
}
