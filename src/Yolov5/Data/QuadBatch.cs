using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>
/// Makes a batch of a quarter of the images at twice the size, as YOLOv5's quad loader: each four are joined to one, or one of them is
/// enlarged, with equal chance.
/// </summary>
internal static class QuadBatch
{
    /// <summary>Number of images that make one.</summary>
    public const int Images = 4;

    /// <summary>Joins the images of a batch, which is disposed; null if there are fewer than four.</summary>
    /// <param name="batch">Batch of square images.</param>
    /// <param name="random">The batch's own stream.</param>
    /// <param name="pool">Memory for the new batch.</param>
    /// <param name="before">Images of the same batch that other ranks join.</param>
    public static Batch? Join(Batch batch, RandomStream random, PixelPool pool, int before = 0)
    {
        using Batch source = batch;
        int count = source.Count / Images;
        if (count == 0)
            return null;
        for (int skipped = 0; skipped < before / Images; skipped++)
            IsEnlarged(random);
        (int width, int height) = (source.Width, source.Height);
        int plane = width * height, image = source.Channels * plane;
        byte[] pixels = pool.Rent(count * Images * image);
        List<float> targets = [];
        for (int i = 0; i < count; i++)
        {
            Span<byte> result = pixels.AsSpan(i * Images * image, Images * image);
            if (IsEnlarged(random))
            {
                for (int channel = 0; channel < source.Channels; channel += Image.Channels)
                    Enlarge(source.Pixels.AsSpan((Images * i * image) + (channel * plane), Image.Channels * plane), width, height, result.Slice(channel * Images * plane, Image.Channels * Images * plane));

                AddTargets(source, Images * i, i, 0, 0, 1, targets);
                continue;
            }

            // Down first, then to the right, as the reference stacks them.
            for (int part = 0; part < Images; part++)
            {
                int right = part / 2, down = part % 2;
                Copy(source.Pixels.AsSpan(((Images * i) + part) * image, image), width, height, right * width, down * height, result);
                AddTargets(source, (Images * i) + part, i, right, down, 0.5f, targets);
            }
        }

        return new Batch(
            source.Position, source.Channels, 2 * width, 2 * height, pixels, [.. targets],
            [.. Enumerable.Range(0, count).Select(i => source.Paths[Images * i])], [.. Enumerable.Range(0, count).Select(i => source.Geometries[Images * i])], pool.Return)
        { Pairs = source.Pairs };
    }

    // The only draw that a new image takes.
    private static bool IsEnlarged(RandomStream random) => random.Chance(0.5);

    private static void AddTargets(Batch source, int image, int place, int right, int down, float scale, List<float> targets)
    {
        for (int at = 0; at < source.Targets.Length; at += Batch.TargetColumns)
        {
            ReadOnlySpan<float> row = source.Targets.AsSpan(at, Batch.TargetColumns);
            if (row[0] == image)
                targets.AddRange([place, row[1], (row[2] + right) * scale, (row[3] + down) * scale, row[4] * scale, row[5] * scale]);
        }
    }

    private static void Copy(ReadOnlySpan<byte> planes, int width, int height, int left, int top, Span<byte> result)
    {
        for (int row = 0; row < planes.Length / width; row++)
        {
            int channel = row / height, y = row % height;
            planes.Slice(row * width, width).CopyTo(result[((((channel * 2 * height) + top + y) * 2 * width) + left)..]);
        }
    }

    private static void Enlarge(ReadOnlySpan<byte> planes, int width, int height, Span<byte> result)
    {
        int area = width * height;
        Image small = new(width, height);
        for (int i = 0; i < area; i++)
            (small.Pixels[3 * i], small.Pixels[(3 * i) + 1], small.Pixels[(3 * i) + 2]) = (planes[i], planes[area + i], planes[(2 * area) + i]);
        PlanarPixels.Write(Resize.Bilinear(small, 2 * width, 2 * height), result);
    }
}
