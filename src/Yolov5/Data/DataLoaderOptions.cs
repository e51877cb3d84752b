namespace Yolov5.Data;

/// <summary>Options by which a loader makes batches.</summary>
public sealed record DataLoaderOptions
{
    /// <summary>Largest stride of yolov5n to yolov5x.</summary>
    public const int UsualStride = 32;

    /// <summary>Images a batch, over all ranks, at least 1; never more than the data set has.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>Number of threads that make samples; 0 makes them on the thread that asks for the batch.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Number of batches that are made ahead, at least 1.</summary>
    public int Prefetch { get; init; } = 3;

    /// <summary>True to keep the threads between epochs, until <see cref="DataLoader.EndWorkers"/>; false ends them with each epoch.</summary>
    public bool PersistentWorkers { get; init; }

    /// <summary>True if each epoch has an order of its own.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Seed that decides the order and the augmentation of every sample, together with epoch and image.</summary>
    public long Seed { get; init; }

    /// <summary>True to leave out a last batch with fewer images.</summary>
    public bool DropLast { get; init; }

    /// <summary>True if batches are as flat or narrow as their images allow; excludes <see cref="Shuffle"/>.</summary>
    public bool Rectangular { get; init; }

    /// <summary>True if every batch has a size of its own, from half to one and a half times the image size.</summary>
    public bool MultiScale { get; init; }

    /// <summary>True to join each four images to one of twice the size, so that batches have a quarter of the images.</summary>
    public bool Quad { get; init; }

    /// <summary>The part that is loaded here, in a world of several ranks.</summary>
    public RankShare Share { get; init; } = RankShare.Whole;

    /// <summary>Pixels that both sides of batches are a multiple of.</summary>
    public int Stride { get; init; } = UsualStride;

    /// <summary>Extra border of rectangular batches, in strides; the reference validates with 0.5.</summary>
    public double Pad { get; init; }

    /// <summary>Treatment of an image that cannot be read any more; by default it is replaced in training, else skipped.</summary>
    public UnreadableImage? Unreadable { get; init; }

    /// <summary>Called for each image that cannot be read, or only with damage, once per file; may be called from any thread.</summary>
    public IProgress<DatasetProblem>? Problems { get; init; }
}
