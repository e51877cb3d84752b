namespace Yolov5.Training;

/// <summary>Options by which a training chooses its images, shapes and anchors.</summary>
public sealed record SamplingOptions
{
    /// <summary>
    /// True for batches as flat or narrow as their images allow: sorted by aspect, never shuffled, without mosaics, as in the reference.
    /// </summary>
    public bool Rectangular { get; init; }

    /// <summary>True to join each four images of a batch to one of twice the size, or to enlarge one of them.</summary>
    public bool Quad { get; init; }

    /// <summary>True to train each batch at a size of its own, from half to one and a half times the image size.</summary>
    public bool MultiScale { get; init; }

    /// <summary>True to choose images by chance, those with rare or badly detected classes more often.</summary>
    public bool ImageWeights { get; init; }

    /// <summary>True to treat all classes as one.</summary>
    public bool SingleClass { get; init; }

    /// <summary>True to check the anchors before training, and to fit new ones where they do not fit the labels.</summary>
    public bool AutoAnchor { get; init; }

    internal void Validate(int batchSize)
    {
        if (Quad && batchSize < 4)
            throw new InvalidInputException($"--quad with batch size {batchSize}: four images are joined to one; at least 4 is expected.");
        if (Quad && Rectangular)
            throw new InvalidInputException("--quad with --rect: images of one shape are joined; leave one of them out.");
        if (ImageWeights && Rectangular)
            throw new InvalidInputException("--image-weights with --rect: rectangular batches are sorted by aspect, not drawn; leave one of them out.");
    }
}
