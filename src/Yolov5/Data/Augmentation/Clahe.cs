using System.Runtime.Intrinsics.X86;

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
        Span<byte> red = planes[..area], green = planes.Slice(area, area), blue = planes.Slice(2 * area, area);
        byte[] lightness = new byte[area];
        for (int i = Avx2.IsSupported ? LabVectors.Lightness(red, green, blue, lightness) : 0; i < lightness.Length; i++)
            lightness[i] = (byte)((LabColour.LightnessOf(red[i], green[i], blue[i]) * 2.55f) + 0.5f);
        byte[] changed = Equalize(width, height, lightness, clipLimit);
        for (int i = Avx2.IsSupported ? LabVectors.Relight(red, green, blue, changed) : 0; i < changed.Length; i++)
            (red[i], green[i], blue[i]) = LabColour.FromRgb(red[i], green[i], blue[i]).At(changed[i] / 2.55f).ToRgb();
    }

    /// <summary>Equalizes one plane.</summary>
    public static byte[] Equalize(int width, int height, byte[] plane, double clipLimit)
    {
        // Sides are rounded up to whole tiles; pixels beyond the border mirror those inside.
        int tileWidth = (width + Tiles - 1) / Tiles, tileHeight = (height + Tiles - 1) / Tiles;
        byte[] tables = new byte[Tiles * Tiles * Bins];
        for (int tile = 0; tile < Tiles * Tiles; tile++)
            Fill(tables.AsSpan(tile * Bins, Bins), width, height, plane, tile % Tiles * tileWidth, tile / Tiles * tileHeight, tileWidth, tileHeight, clipLimit);
        (int First, int Second, float Share)[] columns = [.. Enumerable.Range(0, width).Select(x => Neighbours(x, tileWidth))];
        byte[] result = new byte[plane.Length];
        for (int y = 0; y < height; y++)
        {
            (int upper, int lower, float down) = Neighbours(y, tileHeight);
            ReadOnlySpan<byte> uppers = tables.AsSpan(upper * Tiles * Bins, Tiles * Bins), lowers = tables.AsSpan(lower * Tiles * Bins, Tiles * Bins);
            ReadOnlySpan<byte> values = plane.AsSpan(y * width, width);
            Span<byte> row = result.AsSpan(y * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                (int first, int second, float across) = columns[x];
                int left = (first * Bins) + values[x], right = (second * Bins) + values[x];
                float top = (uppers[left] * (1 - across)) + (uppers[right] * across);
                float bottom = (lowers[left] * (1 - across)) + (lowers[right] * across);
                row[x] = (byte)MathF.Round((top * (1 - down)) + (bottom * down), MidpointRounding.ToEven);
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

    private static void Fill(Span<byte> table, int width, int height, byte[] plane, int left, int top, int tileWidth, int tileHeight, double clipLimit)
    {
        Span<int> counts = stackalloc int[Bins];
        counts.Clear();
        for (int y = top; y < top + tileHeight; y++)
        {
            ReadOnlySpan<byte> row = plane.AsSpan(Inside(y, height) * width, width);
            int inside = Math.Clamp(width, left, left + tileWidth);
            for (int x = left; x < inside; x++)
                counts[row[x]]++;
            for (int x = inside; x < left + tileWidth; x++)
                counts[row[Inside(x, width)]]++;
        }

        Clip(counts, Math.Max(1, (int)(clipLimit * tileWidth * tileHeight / Bins)));
        float scale = (float)(Bins - 1) / (tileWidth * tileHeight);
        int sum = 0;
        for (int i = 0; i < Bins; i++)
        {
            sum += counts[i];
            table[i] = (byte)Math.Clamp(MathF.Round(sum * scale, MidpointRounding.ToEven), 0, 255);
        }
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
