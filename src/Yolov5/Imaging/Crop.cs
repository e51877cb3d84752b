namespace Yolov5.Imaging;

/// <summary>Cuts parts out of pictures.</summary>
public static class Crop
{
    /// <summary>A copy of a part of a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="left">First column, inside.</param>
    /// <param name="top">First row, inside.</param>
    /// <param name="right">Column after the last; more than <paramref name="left"/>.</param>
    /// <param name="bottom">Row after the last; more than <paramref name="top"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is empty or reaches over the border.</exception>
    public static Image Part(Image image, int left, int top, int right, int bottom)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, image.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bottom, image.Height);
        Image part = new(right - left, bottom - top);
        int row = part.Width * Image.Channels;
        for (int y = 0; y < part.Height; y++)
            image.Pixels.AsSpan((((top + y) * image.Width) + left) * Image.Channels, row).CopyTo(part.Pixels.AsSpan(y * row));
        return part;
    }
}
