namespace Yolov5.Weights.Zip;

/// <summary>A file in a ZIP archive, as the central directory describes it.</summary>
/// <param name="Name">Path with slashes.</param>
/// <param name="IsDeflated">Whether it is compressed by deflate rather than stored.</param>
/// <param name="Checksum">CRC-32 of the content; 0 also where the writer did not compute it.</param>
/// <param name="PackedLength">Bytes in the archive.</param>
/// <param name="Length">Bytes of the content.</param>
/// <param name="HeaderOffset">Where its own header begins.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, uint Checksum, long PackedLength, long Length, long HeaderOffset);
