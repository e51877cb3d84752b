namespace Yolov5.Imaging;

/// <summary>Damage of a file whose picture could still be decoded.</summary>
public enum ImageDamage
{
    /// <summary>No damage.</summary>
    None,

    /// <summary>Every pixel was there, only the end marker is missing; saving the picture again restores the file.</summary>
    MissingEndMarker,

    /// <summary>The file ends in the middle of its pixels; the decoder filled the rest, usually with grey.</summary>
    Truncated,

    /// <summary>The data inside is damaged; the decoder went on with what it could make out.</summary>
    CorruptData,
}
