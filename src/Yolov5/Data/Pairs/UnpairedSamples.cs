namespace Yolov5.Data.Pairs;

/// <summary>Treatment of samples that have a frame of one camera alone.</summary>
public enum UnpairedSamples
{
    /// <summary>They are used; the frame that is missing is black.</summary>
    Zero,

    /// <summary>They are left out.</summary>
    Skip,
}
