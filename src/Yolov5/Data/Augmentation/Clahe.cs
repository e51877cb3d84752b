namespace Yolov5.Data.Augmentation;

/// <summary>
/// Contrast-limited adaptive histogram equalization (Zuiderveld, "Contrast Limited Adaptive Histogram Equalization", Graphics Gems IV, 1994)
/// of the lightness, on 8 x 8 tiles, with OpenCV's clipping and interpolation. Colours keep their a and b of CIE L*a*b*.
/// </summary>
internal static class Clahe
{
    private const int Tiles = 8;
    private const int Bins = 256;

    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="planes">[3, height, width] values, changed in place.</param>
    /// <param name="clipLimit">Largest count of a bin as a multiple of the mean count.</param>
    public static void Apply(int width, int height, Span<byte> planes, double clipLimit)
    {
        int area = width * height;
        byte[] lightness = new byte[area];
        LabColour[] colours = new LabColour[area];
        for (int i = 0; i < area; i++)
        {
            colours[i] = LabColour.FromRgb(planes[i], planes[area + i], planes[(2 * area) + i]);
            lightness[i] = (byte)((colours[i].Lightness * 2.55f) + 0.5f);
        }

        byte[] changed = Equalize(width, height, lightness, clipLimit);
        for (int i = 0; i < area; i++)
            (planes[i], planes[area + i], planes[(2 * area) + i]) = colours[i].At(changed[i] / 2.55f).ToRgb();
    }

    /// <summary>Equalizes one plane.</summary>
    public static byte[] Equalize(int width, int height, byte[] plane, double clipLimit)
    {
        // Sides are rounded up to whole tiles; pixels beyond the border mirror those inside.
        int tileWidth = (width + Tiles - 1) / Tiles, tileHeight = (height + Tiles - 1) / Tiles;
        byte[][] tables = new byte[Tiles * Tiles][];
        for (int tile = 0; tile < tables.Length; tile++)
            tables[tile] = Table(width, height, plane, tile % Tiles * tileWidth, tile / Tiles * tileHeight, tileWidth, tileHeight, clipLimit);
        byte[] result = new byte[plane.Length];
        for (int y = 0; y < height; y++)
        {
            (int upper, int lower, float down) = Neighbours(y, tileHeight);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, float across) = Neighbours(x, tileWidth);
                int value = plane[(y * width) + x];
                float top = (tables[(upper * Tiles) + left][value] * (1 - across)) + (tables[(upper * Tiles) + right][value] * across);
                float bottom = (tables[(lower * Tiles) + left][value] * (1 - across)) + (tables[(lower * Tiles) + right][value] * across);
                result[(y * width) + x] = (byte)MathF.Round((top * (1 - down)) + (bottom * down), MidpointRounding.ToEven);
            }
        }

        return result;
    }

    private static (int First, int Second, float Share) Neighbours(int position, int side)
    {
        float place = ((float)position / side) - 0.5f;
        int first = (int)MathF.Floor(place);
        return (Math.Max(first, 0), Math.Min(first + 1, Tiles - 1), place - first);
    }

    private static byte[] Table(int width, int height, byte[] plane, int left, int top, int tileWidth, int tileHeight, double clipLimit)
    {
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        for (int y = top; y < top + tileHeight; y++)
        {
            for (int x = left; x < left + tileWidth; x++)
                counts[plane[(Inside(y, height) * width) + Inside(x, width)]]++;
        }

        Clip(counts, Math.Max(1, (int)(clipLimit * tileWidth * tileHeight / Bins)));
        byte[] table = new byte[Bins];
        float scale = (float)(Bins - 1) / (tileWidth * tileHeight);
        int sum = 0;
        for (int i = 0; i < Bins; i++)
        {
            sum += counts[i];
            table[i] = (byte)Math.Clamp(MathF.Round(sum * scale, MidpointRounding.ToEven), 0, 255);
        }

        return table;
    }

    /// <summary>Cuts high bins and spreads the surplus evenly, the rest of the division in even steps.</summary>
    private static void Clip(Span<int> counts, int limit)
    {
        int surplus = 0;
        foreach (ref int count in counts)
        {
            surplus += Math.Max(0, count - limit);
            count = Math.Min(count, limit);
        }

        int rest = surplus % Bins;
        foreach (ref int count in counts)
            count += surplus / Bins;
        int step = Math.Max(1, Bins / Math.Max(1, rest));
        for (int i = 0; i < Bins && rest > 0; i += step, rest--)
            counts[i]++;
    }

    private static int Inside(int position, int length)
    {
        int mirrored = position < length ? position : (2 * length) - 2 - position;
        return Math.Clamp(mirrored, 0, length - 1);
    }
}
