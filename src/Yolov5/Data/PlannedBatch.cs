using System.Collections.Immutable;

namespace Yolov5.Data;

/// <summary>Images that a batch is made of, and its shape.</summary>
/// <param name="Indices">Places of the images in the data set.</param>
/// <param name="Width">Width that images are placed at, in pixels.</param>
/// <param name="Height">Height that images are placed at, in pixels.</param>
public sealed record PlannedBatch(ImmutableArray<int> Indices, int Width, int Height)
{
    /// <summary>Width of the batch in pixels; differs from <see cref="Width"/> only if sizes vary by batch.</summary>
    public int OutputWidth { get; init; } = Width;

    /// <summary>Images of the whole epoch in their order, from whose neighbours mosaics are made; null takes all of the data set.</summary>
    public IReadOnlyList<int>? EpochOrder { get; init; }

    /// <summary>Place of the batch's first image in <see cref="EpochOrder"/>.</summary>
    public int First { get; init; }

    /// <summary>Images of the whole batch that other ranks have before this one's.</summary>
    public int Before { get; init; }

    /// <summary>True if images may come several times an epoch.</summary>
    public bool RepeatsImages { get; init; }

    /// <summary>Height of the batch in pixels.</summary>
    public int OutputHeight { get; init; } = Height;
}
