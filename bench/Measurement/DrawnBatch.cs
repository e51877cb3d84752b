using Yolov5;
using static TorchSharp.torch;

namespace Benchmarks.Measurement;

/// <summary>A batch of noise with labels, for steps that need no data set.</summary>
/// <param name="Images">[N, C, size, size] bytes on the host.</param>
/// <param name="Targets">Six values a label: image, class, centre x, centre y, width, height.</param>
internal sealed record DrawnBatch(Tensor Images, float[] Targets) : IDisposable
{
    private const int UsualLabels = 8;

    /// <summary>Draws one, always the same for the same numbers.</summary>
    /// <param name="batchSize">Images.</param>
    /// <param name="imageSize">Their side in pixels.</param>
    /// <param name="classCount">Classes of the labels.</param>
    /// <param name="labelsPerImage">Labels an image.</param>
    /// <param name="channels">Channels of an image.</param>
    public static DrawnBatch Of(int batchSize, int imageSize, int classCount, int labelsPerImage = UsualLabels, int channels = 3)
    {
        Random random = new(1);
        long length = (long)channels * batchSize * imageSize * imageSize;
        if (length > Array.MaxLength)
            throw new InvalidInputException($"A batch of {batchSize} images of {imageSize} pixels cannot be drawn: it has more than 2 GiB.");
        byte[] pixels = new byte[length];
        random.NextBytes(pixels);
        float[] targets = new float[batchSize * labelsPerImage * 6];
        for (int row = 0; row < batchSize * labelsPerImage; row++)
        {
            Span<float> target = targets.AsSpan(row * 6, 6);
            target[0] = row % batchSize;
            target[1] = row % classCount;
            for (int i = 2; i < 4; i++)
                target[i] = 0.25f + (0.5f * random.NextSingle());

            // Sides that match anchors of every level, so that each image brings as many matches as it can.
            for (int i = 4; i < 6; i++)
                target[i] = 0.1f + (0.2f * random.NextSingle());
        }

        return new DrawnBatch(tensor(pixels, [batchSize, channels, imageSize, imageSize], dtype: ScalarType.Byte), targets);
    }

    /// <inheritdoc/>
    public void Dispose() => Images.Dispose();
}
