namespace Events.Fred;

/// <summary>A frame of each camera, or of one alone, with its labels.</summary>
public sealed record PairedSample
{
    /// <summary>Name of the sequence.</summary>
    public required string Sequence { get; init; }

    /// <summary>Full path of the RGB image; null if no RGB frame is near the event frame.</summary>
    public string? RgbPath { get; init; }

    /// <summary>Full path of the event image; null if no event frame is near the RGB frame.</summary>
    public string? EventPath { get; init; }

    /// <summary>Stamp of the RGB frame in microseconds of the sequence's common clock.</summary>
    public long? RgbTime { get; init; }

    /// <summary>Stamp of the event frame in microseconds of the sequence's common clock, the offset added.</summary>
    public long? EventTime { get; init; }

    /// <summary>
    /// Full path of the file with the labels, a YOLO file or a COCO file; null if there is none for this sample. Of a pair it
    /// is that of the event frame if there is one, as FRED's boxes are drawn on event frames and PADDED_RGB shares their
    /// coordinates, otherwise that of the RGB frame.
    /// </summary>
    public string? LabelPath { get; init; }

    /// <summary>The boxes if the labels come from a COCO file; null if <see cref="LabelPath"/> is a YOLO file or null.</summary>
    public IReadOnlyList<LabelBox>? Boxes { get; init; }

    /// <summary>True if the sample has a frame of each camera.</summary>
    public bool IsDual => RgbPath is not null && EventPath is not null;

    /// <summary>The earlier stamp.</summary>
    public long Time => Math.Min(RgbTime ?? long.MaxValue, EventTime ?? long.MaxValue);
}
