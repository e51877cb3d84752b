using System.Numerics;

namespace Yolov5.Data.Augmentation;

/// <summary>Box blur and median with OpenCV's borders: mirrored without the border pixel for the box, repeated for the median.</summary>
internal static class BlurFilters
{
    private const int Channels = 3;

    /// <summary>Mean of size x size pixels, rounded.</summary>
    public static void Box(int width, int height, Span<byte> planes, int size)
    {
        int half = size / 2, area = size * size;

        // The area is odd, so that no sum lies in the middle between two means.
        byte[] means = [.. Enumerable.Range(0, (255 * area) + 1).Select(sum => (byte)(((2 * sum) + area) / (2 * area)))];
        ushort[] down = new ushort[width + (2 * half)];
        byte[] before = new byte[width * height];
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<byte> plane = planes.Slice(channel * width * height, width * height);
            plane.CopyTo(before);
            for (int y = 0; y < height; y++)
            {
                Span<ushort> inside = down.AsSpan(half, width);
                inside.Clear();
                for (int dy = -half; dy <= half; dy++)
                    AddTo(inside, before.AsSpan(Reflected(y + dy, height) * width, width));
                for (int x = 1; x <= half; x++)
                    (down[half - x], down[half + width - 1 + x]) = (down[half + Reflected(-x, width)], down[half + Reflected(width - 1 + x, width)]);
                int sum = 0;
                for (int x = 0; x < size - 1; x++)
                    sum += down[x];
                Span<byte> row = plane.Slice(y * width, width);
                for (int x = 0; x < row.Length; x++)
                {
                    sum += down[x + size - 1];
                    row[x] = means[sum];
                    sum -= down[x];
                }
            }
        }
    }

    /// <summary>Median of size x size pixels.</summary>
    /// <remarks>
    /// Its bits are found from the highest to the lowest: a bit is 1 if more than half of the pixels are at least as large as the number with
    /// that bit. Counting needs no branches, so that as many pixels as a vector has bytes are done at once.
    /// </remarks>
    public static void Median(int width, int height, Span<byte> planes, int size)
    {
        int half = size / 2, stride = width + (2 * half) + Vector<byte>.Count, needed = (size * size / 2) + 1;
        byte[] padded = new byte[stride * (height + (2 * half))];
        byte[] row = new byte[width + Vector<byte>.Count];
        for (int channel = 0; channel < Channels; channel++)
        {
            Span<byte> plane = planes.Slice(channel * width * height, width * height);
            Pad(plane, width, height, half, stride, padded);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x += Vector<byte>.Count)
                    MedianOf(padded, (y * stride) + x, stride, size, needed).CopyTo(row, x);
                row.AsSpan(0, width).CopyTo(plane[(y * width)..]);
            }
        }
    }

    private static void AddTo(Span<ushort> sums, ReadOnlySpan<byte> values)
    {
        int x = 0;
        for (; x <= values.Length - Vector<byte>.Count; x += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(values[x..]), out Vector<ushort> low, out Vector<ushort> high);
            (new Vector<ushort>(sums[x..]) + low).CopyTo(sums[x..]);
            (new Vector<ushort>(sums[(x + Vector<ushort>.Count)..]) + high).CopyTo(sums[(x + Vector<ushort>.Count)..]);
        }

        for (; x < values.Length; x++)
            sums[x] += values[x];
    }

    private static Vector<byte> MedianOf(byte[] padded, int corner, int stride, int size, int needed)
    {
        Vector<byte> median = Vector<byte>.Zero;
        for (int bit = 128; bit > 0; bit >>= 1)
        {
            Vector<byte> wanted = median | new Vector<byte>((byte)bit), count = Vector<byte>.Zero;
            for (int dy = 0; dy < size; dy++)
            {
                int at = corner + (dy * stride);
                for (int dx = 0; dx < size; dx++)
                    count -= Vector.GreaterThanOrEqual(new Vector<byte>(padded, at + dx), wanted);
            }

            median = Vector.ConditionalSelect(Vector.GreaterThanOrEqual(count, new Vector<byte>((byte)needed)), wanted, median);
        }

        return median;
    }

    private static void Pad(ReadOnlySpan<byte> plane, int width, int height, int half, int stride, byte[] padded)
    {
        for (int y = 0; y < height + (2 * half); y++)
        {
            ReadOnlySpan<byte> source = plane.Slice(Math.Clamp(y - half, 0, height - 1) * width, width);
            Span<byte> target = padded.AsSpan(y * stride, stride);
            target[..half].Fill(source[0]);
            source.CopyTo(target[half..]);
            target[(half + width)..].Fill(source[^1]);
        }
    }

    private static int Reflected(int position, int length)
    {
        if (length == 1)
            return 0;
        while (position < 0 || position >= length)
            position = position < 0 ? -position : (2 * length) - 2 - position;
        return position;
    }
}
