namespace Yolov5.Validation;

/// <summary>One detected object in COCO's terms.</summary>
/// <param name="ImageId">Id of its image.</param>
/// <param name="CategoryId">Id of its category.</param>
/// <param name="X">Left edge, pixels.</param>
/// <param name="Y">Top edge, pixels.</param>
/// <param name="Width">Width, pixels.</param>
/// <param name="Height">Height, pixels.</param>
/// <param name="Score">Confidence, 0..1.</param>
public readonly record struct CocoDetection(
    long ImageId, int CategoryId, double X, double Y, double Width, double Height, double Score)
{
    /// <summary>Expresses a detection in COCO's terms (reference: <c>save_one_json</c>).</summary>
    /// <param name="detection">The detection, in pixels of the original image.</param>
    /// <param name="imageId">COCO's id of the image.</param>
    /// <param name="categoryId">COCO's id of the detection's class.</param>
    public static CocoDetection From(in Detection detection, long imageId, int categoryId)
    {
        // By way of the centre, in float32, because the reference's rounding is that of this way.
        (float x, float y, float width, float height) = BoxGeometry.ToCenter(detection.X1, detection.Y1, detection.X2, detection.Y2);
        return new CocoDetection(imageId, categoryId, x - (width / 2), y - (height / 2), width, height, detection.Confidence);
    }
}
