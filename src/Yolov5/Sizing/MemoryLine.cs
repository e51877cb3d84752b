namespace Yolov5.Sizing;

/// <summary>Peak memory as a line over the batch size: activations grow with every image, weights and their state do not.</summary>
/// <param name="Intercept">Bytes whatever the batch size.</param>
/// <param name="BytesPerImage">Bytes that each image adds.</param>
public readonly record struct MemoryLine(double Intercept, double BytesPerImage)
{
    /// <summary>The line of least squares through measured peaks.</summary>
    /// <param name="points">Batch sizes and peaks, of at least two different sizes.</param>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public static MemoryLine Fit(IReadOnlyCollection<(int BatchSize, long Bytes)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Select(point => point.BatchSize).Distinct().Count() < 2)
            throw new ArgumentException("A line needs peaks at two batch sizes.", nameof(points));
        double meanSize = points.Average(point => (double)point.BatchSize);
        double meanBytes = points.Average(point => (double)point.Bytes);
        double covariance = points.Sum(point => (point.BatchSize - meanSize) * (point.Bytes - meanBytes));
        double variance = points.Sum(point => (point.BatchSize - meanSize) * (point.BatchSize - meanSize));
        double slope = covariance / variance;
        return new MemoryLine(meanBytes - (slope * meanSize), slope);
    }

    /// <summary>The peak to expect at a batch size, in bytes.</summary>
    public long At(int batchSize) => (long)Math.Round(Intercept + (BytesPerImage * batchSize));

    /// <summary>The largest batch whose expected peak is within a limit, 0 if there is none; at most <paramref name="most"/>.</summary>
    public int LargestWithin(long limit, int most)
    {
        if (Intercept > limit)
            return 0;

        // A line that does not rise bounds nothing.
        if (BytesPerImage <= 0)
            return most;
        return (int)Math.Min(most, Math.Floor((limit - Intercept) / BytesPerImage));
    }
}
