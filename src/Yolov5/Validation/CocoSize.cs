namespace Yolov5.Validation;

/// <summary>COCO's classes of object area: small up to 32 x 32 pixels, medium up to 96 x 96, large beyond.</summary>
internal enum CocoSize
{
    All,
    Small,
    Medium,
    Large,
}
