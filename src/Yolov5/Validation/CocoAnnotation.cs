namespace Yolov5.Validation;

/// <summary>One labelled object in COCO's terms.</summary>
/// <param name="ImageId">Id of its image.</param>
/// <param name="CategoryId">Id of its category.</param>
/// <param name="X">Left edge, pixels.</param>
/// <param name="Y">Top edge, pixels.</param>
/// <param name="Width">Width, pixels.</param>
/// <param name="Height">Height, pixels.</param>
/// <param name="Area">Area in square pixels, by which the object counts as small, medium or large; of a segmented object it is less than its box's.</param>
/// <param name="IsCrowd">A group of objects: any number of detections may lie in it, and finding it is neither right nor wrong.</param>
public readonly record struct CocoAnnotation(
    long ImageId, int CategoryId, double X, double Y, double Width, double Height, double Area, bool IsCrowd);
