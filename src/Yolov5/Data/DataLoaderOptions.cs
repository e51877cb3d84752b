namespace Yolov5.Data;

/// <summary>How a loader makes batches.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>Images a batch, at least 1; never more than the data set has.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Number of threads that make samples; 0 makes them on the thread that asks for the batch.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Number of batches that are made ahead, at least 1.</summary>
    public int Prefetch { get; init; } = 3;

    /// <summary>Whether each epoch has an order of its own.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Decides the order and the augmentation of every sample, together with epoch and image.</summary>
    public long Seed { get; init; }

    /// <summary>Whether a last batch with fewer images is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>Whether batches are as flat or narrow as their images allow; excludes <see cref="Shuffle"/>.</summary>
    public bool Rectangular { get; init; }

    /// <summary>For rectangular batches: what both sides are a multiple of, in pixels.</summary>
    public int Stride { get; init; } = 32;

    /// <summary>For rectangular batches: extra border in strides; the reference validates with 0.5.</summary>
    public double Pad { get; init; }

    /// <summary>What becomes of an image that cannot be read any more; by default it is replaced in training, else skipped.</summary>
    public UnreadableImage? Unreadable { get; init; }

    /// <summary>Is told of each image that cannot be read, or only with damage, once per file; may be called from any thread.</summary>
    public IProgress<DatasetProblem>? Problems { get; init; }
}
