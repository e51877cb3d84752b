namespace Yolov5.Data.Augmentation;

/// <summary>Box blur and median with OpenCV's borders: mirrored without the border pixel for the box, repeated for the median.</summary>
internal static class BlurFilters
{
    /// <summary>Mean of size x size pixels, rounded half to even.</summary>
    public static void Box(int width, int height, Span<byte> planes, int size)
    {
        int half = size / 2;
        double scale = 1.0 / (size * size);
        int[] sums = new int[width * height];
        foreach (int offset in (int[])[0, width * height, 2 * width * height])
        {
            Span<byte> plane = planes.Slice(offset, width * height);
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int sum = 0;
                    for (int dx = -half; dx <= half; dx++)
                        sum += plane[(y * width) + Reflected(x + dx, width)];
                    sums[(y * width) + x] = sum;
                }
            }

            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int sum = 0;
                    for (int dy = -half; dy <= half; dy++)
                        sum += sums[(Reflected(y + dy, height) * width) + x];
                    plane[(y * width) + x] = (byte)Math.Round(sum * scale, MidpointRounding.ToEven);
                }
            }
        }
    }

    /// <summary>Median of size x size pixels, by a histogram that slides along each row (Huang, 1979).</summary>
    public static void Median(int width, int height, Span<byte> planes, int size)
    {
        int half = size / 2, middle = size * size / 2;
        Span<int> counts = stackalloc int[256];
        byte[] before = new byte[width * height];
        foreach (int offset in (int[])[0, width * height, 2 * width * height])
        {
            Span<byte> plane = planes.Slice(offset, width * height);
            plane.CopyTo(before);
            for (int y = 0; y < height; y++)
            {
                counts.Clear();
                for (int dx = -half; dx <= half; dx++)
                    AddColumn(counts, before, width, height, dx, y, half, 1);
                for (int x = 0; x < width; x++)
                {
                    int value = 0;
                    for (int below = counts[0]; below <= middle; below += counts[value])
                        value++;
                    plane[(y * width) + x] = (byte)value;
                    AddColumn(counts, before, width, height, x - half, y, half, -1);
                    AddColumn(counts, before, width, height, x + half + 1, y, half, 1);
                }
            }
        }
    }

    private static void AddColumn(Span<int> counts, byte[] plane, int width, int height, int x, int y, int half, int change)
    {
        int column = Math.Clamp(x, 0, width - 1);
        for (int dy = -half; dy <= half; dy++)
            counts[plane[(Math.Clamp(y + dy, 0, height - 1) * width) + column]] += change;
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
