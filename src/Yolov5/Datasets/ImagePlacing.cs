namespace Yolov5.Datasets;

/// <summary>Ways in which images get into a converted data set.</summary>
public enum ImagePlacing
{
    /// <summary>Symbolic links to the images where they are.</summary>
    Link,

    /// <summary>Copies.</summary>
    Copy,

    /// <summary>Not at all: labels alone are written.</summary>
    None,
}
