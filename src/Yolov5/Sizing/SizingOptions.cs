namespace Yolov5.Sizing;

/// <summary>Options of the search for the largest batch.</summary>
public sealed record SizingOptions
{
    /// <summary>Share of the device's memory (or budget) that tensors may take, above 0 and at most 1.</summary>
    public double Fraction { get; init; } = 0.8;

    /// <summary>Training steps or forward passes.</summary>
    public ProbeMode Mode { get; init; }

    /// <summary>Classes of the network.</summary>
    public int ClassCount { get; init; } = ProbeRequest.CocoClasses;

    /// <summary>Labels of every image: the most that the data can contain.</summary>
    public int LabelsPerImage { get; init; } = ProbeRequest.CrowdedImage;

    /// <summary>Bytes that CPU tensors may take; 0 for the machine's available memory.</summary>
    public long MemoryBudget { get; init; }

    /// <summary>libtorch's threads on the CPU.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Largest batch that is tried.</summary>
    public int MostImages { get; init; } = 4096;

    /// <summary>Batch sizes to try instead of a search; empty searches.</summary>
    public IReadOnlyList<int> Only { get; init; } = [];

    /// <summary>Checks the ranges and returns the options.</summary>
    /// <exception cref="InvalidInputException">A value is outside its range.</exception>
    public SizingOptions Validated()
    {
        if (!(Fraction > 0 && Fraction <= 1))
            throw new InvalidInputException($"Fraction {Fraction}: above 0 and at most 1 is expected.");
        if (MostImages < 1 || Only.Any(size => size < 1))
            throw new InvalidInputException("Batch sizes: 1 or more is expected.");
        if (ClassCount < 1 || LabelsPerImage < 0 || Threads < 1 || MemoryBudget < 0)
            throw new InvalidInputException("Classes and threads: 1 or more is expected; labels and budget: 0 or more.");
        return this;
    }
}
