namespace Yolov5.Configuration;

/// <summary>The cameras whose frames a network takes.</summary>
public enum Modality
{
    /// <summary>RGB frames: three channels.</summary>
    Rgb,

    /// <summary>Frames of events: three channels.</summary>
    Event,

    /// <summary>Both: six channels, those of the RGB frame before those of the event frame.</summary>
    Dual,
}
