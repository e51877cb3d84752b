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

        return Cut(order, batchSize, imageSize, repeats: false);
    }

    /// <summary>Square batches of as many images as there are, each drawn by its weight, and again for every place.</summary>
    /// <param name="weights">Weight of each image, at least 0, one above it.</param>
    /// <param name="batchSize">Images a batch; the last one may have fewer.</param>
    /// <param name="imageSize">Side of the batch in pixels.</param>
    /// <param name="random">Source of the order.</param>
    public static ImmutableArray<PlannedBatch> Weighted(IReadOnlyList<double> weights, int batchSize, int imageSize, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        double[] sums = new double[weights.Count];
        double sum = 0;
        for (int i = 0; i < sums.Length; i++)
            sums[i] = sum += weights[i];
        int[] order = new int[sums.Length];
        for (int i = 0; i < order.Length; i++)
        {
            int place = Array.BinarySearch(sums, random.NextDouble() * sum);

            // Of equal sums, which images of weight 0 leave behind, the first belongs to an image that has a weight.
            place = place < 0 ? ~place : place + 1;
            while (place < sums.Length - 1 && weights[place] == 0)
                place++;
            order[i] = Math.Min(place, sums.Length - 1);
        }

        return Cut(order, batchSize, imageSize, repeats: true);
    }

    private static ImmutableArray<PlannedBatch> Cut(int[] order, int batchSize, int imageSize, bool repeats) =>
    [
        .. order.Chunk(batchSize).Select((indices, i) => new PlannedBatch([.. indices], imageSize, imageSize)
        {
            EpochOrder = order,
            First = i * batchSize,
            RepeatsImages = repeats,
        }),
    ];

    /// <summary>The same batch at a size drawn from half to one and a half times the image size, in whole strides, as YOLOv5's <c>--multi-scale</c>.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="imageSize">Long side of the images in pixels.</param>
    /// <param name="stride">Pixels that both sides are a multiple of.</param>
    /// <param name="random">The batch's own stream.</param>
    public static PlannedBatch Scaled(PlannedBatch batch, int imageSize, int stride, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(random);
        int least = imageSize / 2;
        int size = (least + random.NextInt(LargestSize(imageSize, stride) - least)) / stride * stride;
        double factor = (double)Math.Max(size, stride) / Math.Max(batch.Width, batch.Height);
        return batch with { OutputWidth = Side(batch.Width), OutputHeight = Side(batch.Height) };

        int Side(int side) => (int)Math.Ceiling(side * factor / stride) * stride;
    }

    /// <summary>Upper bound of the sizes that <see cref="Scaled"/> draws, itself left out, in pixels.</summary>
    public static int LargestSize(int imageSize, int stride) => (imageSize * 3 / 2) + stride;

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
