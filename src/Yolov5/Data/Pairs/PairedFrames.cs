namespace Yolov5.Data.Pairs;

/// <summary>Frames of about the same time, one of each camera, or the frame of one camera alone.</summary>
/// <param name="Rgb">The RGB frame; null if there is none near the event frame.</param>
/// <param name="Event">The event frame; null if there is none near the RGB frame.</param>
/// <param name="Difference">Absolute difference of the two time stamps in milliseconds; null unless both frames are there.</param>
public sealed record PairedFrames(CameraFrame? Rgb, CameraFrame? Event, double? Difference)
{
    /// <summary>True if both frames are there.</summary>
    public bool IsDual => Rgb is not null && Event is not null;
}
