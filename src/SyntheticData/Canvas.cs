namespace SyntheticData;

/// <summary>The picture while it is painted, and which object owns each pixel.</summary>
internal sealed class Canvas
{
    /// <summary>Owner of pixels that belong to no object.</summary>
    public const short Nobody = -1;

    public Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        Pixels = new Rgb[width * height];
        Owners = new short[width * height];
        Array.Fill(Owners, Nobody);
    }

    public int Width { get; }

    public int Height { get; }

    public Rgb[] Pixels { get; }

    /// <summary>The object that covers more than half of a pixel and is not covered by anything in front.</summary>
    public short[] Owners { get; }

    /// <summary>Paints an item over what is there.</summary>
    /// <param name="item">Item to paint.</param>
    /// <param name="centerX">Horizontal position of its centre, in pixels.</param>
    /// <param name="centerY">Vertical position of its centre, in pixels.</param>
    /// <param name="owner">Number of the object, or <see cref="Nobody"/>.</param>
    /// <returns>Number of pixels of which the item covers more than half, those outside of the picture included.</returns>
    public int Paint(SceneItem item, float centerX, float centerY, short owner)
    {
        int covered = 0;
        int left = (int)MathF.Floor(centerX - item.Reach), right = (int)MathF.Ceiling(centerX + item.Reach);
        int top = (int)MathF.Floor(centerY - item.Reach), bottom = (int)MathF.Ceiling(centerY + item.Reach);
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++)
            {
                float area = item.Cover(x + 0.5f - centerX, y + 0.5f - centerY, out Rgb color);
                if (area <= 0)
                    continue;
                bool isMost = area > 0.5f;
                if (isMost)
                    covered++;
                if (x < 0 || y < 0 || x >= Width || y >= Height)
                    continue;
                int i = y * Width + x;
                Pixels[i] = Rgb.Mix(Pixels[i], color, area);
                if (isMost)
                    Owners[i] = owner;
            }
        }

        return covered;
    }

    /// <summary>Darkens the ground in a soft ellipse.</summary>
    public void Shadow(float centerX, float centerY, float radiusX, float radiusY, float strength)
    {
        int top = Math.Max(0, (int)(centerY - radiusY)), bottom = Math.Min(Height, (int)(centerY + radiusY) + 1);
        int left = Math.Max(0, (int)(centerX - radiusX)), right = Math.Min(Width, (int)(centerX + radiusX) + 1);
        for (int y = top; y < bottom; y++)
        {
            float v = (y + 0.5f - centerY) / radiusY;
            for (int x = left; x < right; x++)
            {
                float u = (x + 0.5f - centerX) / radiusX;
                float inside = Math.Max(0, 1 - u * u - v * v);
                Pixels[y * Width + x] *= 1 - strength * inside;
            }
        }
    }

    /// <summary>Mean colour of the pixels around a place.</summary>
    public Rgb MeanAround(float centerX, float centerY, float radius)
    {
        const int Steps = 4;
        Rgb sum = default;
        for (int j = -Steps; j <= Steps; j++)
        {
            for (int i = -Steps; i <= Steps; i++)
            {
                int x = Math.Clamp((int)(centerX + i * radius / Steps), 0, Width - 1);
                int y = Math.Clamp((int)(centerY + j * radius / Steps), 0, Height - 1);
                sum += Pixels[y * Width + x];
            }
        }

        return sum * (1f / ((2 * Steps + 1) * (2 * Steps + 1)));
    }
}
