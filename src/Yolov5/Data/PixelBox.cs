namespace Yolov5.Data;

/// <summary>One labelled object in pixels of the sample's image; corners may lie outside until the sample is finished.</summary>
/// <param name="Class">Class index from 0.</param>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Lower edge.</param>
public readonly record struct PixelBox(int Class, float Left, float Top, float Right, float Bottom);
