using Yolov5.Data;

namespace SyntheticData;

/// <summary>Background of the objects: ground, ground under a sky, an interior, or a quilt of patterns, all of it grainy.</summary>
internal static class Backdrop
{
    /// <summary>Paints the whole canvas.</summary>
    /// <param name="canvas">Canvas to paint on.</param>
    /// <param name="random">Decides everything.</param>
    /// <param name="unit">Pixels of the canvas per pixel of an image of 320.</param>
    /// <returns>The row in which the ground begins, 0 if it is all that can be seen.</returns>
    public static float Paint(Canvas canvas, RandomStream random, float unit)
    {
        bool isInPerspective = random.Chance(0.5f);
        float horizon = isInPerspective ? random.Between(0.1f, 0.4f) * canvas.Height : 0;
        Surface ground = Surface.Ground(random), wall = random.Chance(0.5f) ? Surface.Sky(random) : Surface.Wall(random);
        Surface[] patches = random.Chance(0.35f) ? [Surface.Wall(random), Surface.Wall(random)] : [];
        ValueNoise borders = new(random);
        float patchThreshold = random.Between(0.52f, 0.62f), patchSize = random.Between(50f, 120f) * unit;
        bool isBackwards = random.Chance(0.5f);

        for (int y = 0; y < canvas.Height; y++)
        {
            for (int x = 0; x < canvas.Width; x++)
            {
                float px = (x + 0.5f) / unit, py = (y + 0.5f) / unit;
                Rgb color;
                if (y < horizon)
                {
                    color = wall.At(px, py, 1 - y / horizon);
                }
                else
                {
                    // Ground that runs away from the viewer: farther up it is squeezed, more so vertically.
                    float depth = 1;
                    if (isInPerspective)
                    {
                        depth = 0.35f + 0.65f * (y - horizon) / (canvas.Height - horizon);
                        px = (px - 160) / depth + 1000;
                        py = -220 / depth;
                    }

                    color = ground.At(px, py, 1 - depth);
                    foreach (Surface patch in patches)
                    {
                        float field = borders.At(x / patchSize + (ReferenceEquals(patch, patches[0]) ? 0 : 100), y / patchSize);
                        if (field > patchThreshold)
                            color = Rgb.Mix(color, patch.At(isBackwards ? py : px, isBackwards ? px : py, 1 - depth), Math.Min(1, (field - patchThreshold) * 30));
                    }
                }

                canvas.Pixels[y * canvas.Width + x] = color;
            }
        }

        return horizon;
    }
}
