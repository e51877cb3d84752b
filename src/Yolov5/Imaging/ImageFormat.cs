namespace Yolov5.Imaging;

/// <summary>The file formats that are read and written.</summary>
public enum ImageFormat
{
    /// <summary>JPEG (ITU-T T.81), baseline or progressive.</summary>
    Jpeg,

    /// <summary>PNG (ISO/IEC 15948).</summary>
    Png,
}
