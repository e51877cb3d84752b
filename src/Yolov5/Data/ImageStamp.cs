namespace Yolov5.Data;

/// <summary>State of an image file when it was decoded.</summary>
/// <param name="File">Its length and times.</param>
/// <param name="Hash">XXH128 of its content, which decides where the times do not agree: a copied or touched file is not decoded anew.</param>
internal readonly record struct ImageStamp(FileStamp File, UInt128 Hash);
