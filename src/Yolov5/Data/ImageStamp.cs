namespace Yolov5.Data;

/// <summary>State of an image file when it was decoded.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Ticks">Time of its last change, in ticks of UTC.</param>
/// <param name="Hash">XXH128 of its content, which decides where length and time do not agree: a copied or touched file is not decoded anew.</param>
internal readonly record struct ImageStamp(long Length, long Ticks, UInt128 Hash);
