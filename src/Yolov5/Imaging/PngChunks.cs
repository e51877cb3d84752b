using System.Buffers.Binary;
using System.IO.Hashing;

namespace Yolov5.Imaging;

/// <summary>The chunks of a PNG file. Any input is safe.</summary>
internal static class PngChunks
{
    private const int LengthAndType = 8;
    private const int Overhead = 12;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// Copies header, palette and pixels, which is all that the decoder gets: without gAMA and its like it converts no
    /// colours, without tRNS it adds no alpha, and compressed text cannot be a bomb. Every checksum is compared, because
    /// the decoder stops reading at the last pixel.
    /// </summary>
    /// <param name="png">The whole file.</param>
    /// <param name="warning">Description of damage that leaves the pixels whole; null if there is none.</param>
    /// <exception cref="ImageFormatException">The file is cut off, or a checksum of what is copied is wrong.</exception>
    public static byte[] Critical(ReadOnlySpan<byte> png, out string? warning)
    {
        warning = null;
        byte[] result = new byte[png.Length];
        Signature.CopyTo(result);
        int length = Signature.Length, position = Signature.Length;
        while (TryNext(png, ref position, out ReadOnlySpan<byte> chunk))
        {
            bool isWhole = Crc32.HashToUInt32(chunk[4..^4]) == BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]);
            bool isAncillary = (chunk[4] & 0x20) != 0;
            if (!isWhole)
            {
                string reason = $"the checksum of chunk {Name(chunk)} at byte {position - chunk.Length} is wrong";
                if (!isAncillary)
                    throw new ImageFormatException($"the PNG file is damaged: {reason}");
                warning ??= reason;
            }

            if (isAncillary)
                continue;
            chunk.CopyTo(result.AsSpan(length));
            length += chunk.Length;
            if (IsType(chunk, "IEND"u8))
                return result[..length];
        }

        throw new ImageFormatException($"the PNG file is damaged or cut off: there is no whole chunk at byte {position} of {png.Length}");
    }

    /// <summary>Finds the EXIF data before the pixels.</summary>
    /// <param name="png">The file or its beginning.</param>
    /// <param name="exif">A TIFF structure; empty if there is none.</param>
    /// <returns>False if the bytes end before it could be found.</returns>
    public static bool TryFindExif(ReadOnlySpan<byte> png, out ReadOnlySpan<byte> exif)
    {
        exif = [];
        int position = Signature.Length;
        while (TryNext(png, ref position, out ReadOnlySpan<byte> chunk))
        {
            if (IsType(chunk, "IDAT"u8))
                return true;
            if (IsType(chunk, "eXIf"u8))
            {
                exif = chunk[LengthAndType..^4];
                return true;
            }
        }

        // The first chunk of pixels may well be longer than the bytes at hand.
        return png.Length - position >= LengthAndType && IsType(png[position..], "IDAT"u8);
    }

    /// <summary>Goes to the next whole chunk: length, type, data, checksum.</summary>
    private static bool TryNext(ReadOnlySpan<byte> png, scoped ref int position, out ReadOnlySpan<byte> chunk)
    {
        chunk = [];
        if (png.Length - position < Overhead)
            return false;
        long end = position + Overhead + (long)BinaryPrimitives.ReadUInt32BigEndian(png[position..]);
        if (end > png.Length)
            return false;
        chunk = png[position..(int)end];
        position = (int)end;
        return true;
    }

    private static bool IsType(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> type) => chunk[4..LengthAndType].SequenceEqual(type);

    /// <summary>The type as text; damage may have made it unprintable.</summary>
    private static string Name(ReadOnlySpan<byte> chunk) =>
        string.Concat(chunk[4..LengthAndType].ToArray().Select(static c => char.IsAsciiLetter((char)c) ? (char)c : '?'));
}
