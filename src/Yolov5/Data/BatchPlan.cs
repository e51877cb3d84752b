using System.Collections.Immutable;

namespace Yolov5.Data;

/// <summary>Cuts a data set into batches.</summary>
public static class BatchPlan
{
    /// <summary>Square batches: all images at the same shape, in order or shuffled.</summary>
    /// <param name="count">Number of images.</param>
    /// <param name="batchSize">Images a batch; the last one may have fewer.</param>
    /// <param name="imageSize">Side of the batch in pixels.</param>
    /// <param name="shuffle">The stream that decides the order; null keeps the images' own.</param>
    public static ImmutableArray<PlannedBatch> Square(int count, int batchSize, int imageSize, RandomStream? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        int[] order = [.. Enumerable.Range(0, count)];
        if (shuffle is not null)
        {
            for (int i = order.Length - 1; i > 0; i--)
            {
                int other = shuffle.NextInt(i + 1);
                (order[i], order[other]) = (order[other], order[i]);
            }
        }

        return [.. order.Chunk(batchSize).Select(indices => new PlannedBatch([.. indices], imageSize, imageSize))];
    }

    /// <summary>
    /// Rectangular batches: images are sorted by height / width (equal ones as the reference has them), and each batch gets the
    /// smallest shape of whole strides that fits all its images at this size, as YOLOv5 does for validation.
    /// </summary>
    /// <param name="entries">The images.</param>
    /// <param name="batchSize">Images a batch; the last one may have fewer.</param>
    /// <param name="imageSize">Length of the images' long side in pixels.</param>
    /// <param name="stride">Pixels that both sides are a multiple of.</param>
    /// <param name="pad">Extra border in strides; the reference validates with 0.5.</param>
    public static ImmutableArray<PlannedBatch> Rectangular(
        IReadOnlyList<DatasetEntry> entries, int batchSize, int imageSize, int stride = 32, double pad = 0)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(imageSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(pad);
        double[] aspects = [.. entries.Select(entry => (double)entry.Height / entry.Width)];
        return [.. AspectOrder.Of(aspects).Chunk(batchSize).Select(Shape)];

        PlannedBatch Shape(int[] indices)
        {
            double least = aspects[indices[0]], largest = aspects[indices[^1]];
            double height = 1, width = 1;
            if (largest < 1)
                height = largest;
            else if (least > 1)
                width = 1 / least;
            return new PlannedBatch([.. indices], Strides(width), Strides(height));
        }

        int Strides(double share) => (int)Math.Ceiling((share * imageSize / stride) + pad) * stride;
    }
}
