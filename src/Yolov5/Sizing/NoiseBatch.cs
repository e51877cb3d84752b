using Yolov5.Models;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Yolov5.Sizing;

/// <summary>A batch of noise whose labels match as many cells as labels can.</summary>
/// <param name="Images">[N, C, size, size] bytes on the host.</param>
/// <param name="Targets">Six values a label: image, class, centre x, centre y, width, height.</param>
internal sealed record NoiseBatch(Tensor Images, float[] Targets) : IDisposable
{
    /// <summary>Draws one, always the same for the same numbers.</summary>
    public static NoiseBatch Crowded(ModelDescription network, TrainingConfig config, int classCount, int labelsPerImage)
    {
        int batchSize = config.BatchSize, size = config.ImageSize;
        (double width, double height) = MostMatchedBox(network, config.Hyperparameters.AnchorThreshold, size);
        Random random = new(1);
        float[] targets = new float[batchSize * labelsPerImage * 6];
        for (int row = 0; row < targets.Length / 6; row++)
        {
            Span<float> target = targets.AsSpan(row * 6, 6);
            target[0] = row / labelsPerImage;
            target[1] = row % classCount;

            // Away from the border, where every label matches two neighbouring cells too.
            target[2] = 0.25f + (0.5f * random.NextSingle());
            target[3] = 0.25f + (0.5f * random.NextSingle());
            target[4] = (float)(width / size);
            target[5] = (float)(height / size);
        }

        return new NoiseBatch(randint(256, [batchSize, network.Channels, size, size], dtype: ScalarType.Byte), targets);
    }

    /// <summary>The box that differs from as many anchors as possible by less than the threshold, in pixels.</summary>
    internal static (double Width, double Height) MostMatchedBox(ModelDescription network, double threshold, int imageSize)
    {
        (double Width, double Height)[] anchors = [.. network.Anchors.SelectMany(level => level.Chunk(2).Select(pair => (pair[0], pair[1])))];

        // The count changes only at the edges of the anchors' intervals, so that a point beside each edge is enough.
        double[] widths = Edges(anchors.Select(anchor => anchor.Width), threshold, imageSize);
        double[] heights = Edges(anchors.Select(anchor => anchor.Height), threshold, imageSize);
        return (
            from width in widths
            from height in heights
            orderby anchors.Count(anchor => Matches(width, anchor.Width, threshold) && Matches(height, anchor.Height, threshold)) descending
            select (width, height)).First();
    }

    /// <inheritdoc/>
    public void Dispose() => Images.Dispose();

    private static double[] Edges(IEnumerable<double> sides, double threshold, int imageSize) =>
        [.. sides.Select(side => Math.Min(side / threshold * 1.01, imageSize)).Append(Math.Min(imageSize, 32)).Distinct()];

    private static bool Matches(double side, double anchor, double threshold) => Math.Max(side / anchor, anchor / side) < threshold;
}
