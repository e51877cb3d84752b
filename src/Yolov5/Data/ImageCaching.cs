namespace Yolov5.Data;

/// <summary>Caching of decoded images.</summary>
public enum ImageCaching
{
    /// <summary>Every image is read from its file each time.</summary>
    None,

    /// <summary>Decoded and resized images stay in memory after their first use, up to a limit.</summary>
    Ram,

    /// <summary>Decoded and resized images are kept in files beside the images' folder.</summary>
    Disk,
}
