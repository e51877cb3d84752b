using System.Buffers.Binary;

namespace Yolov5.Imaging;

/// <summary>
/// The EXIF orientation (tag 0x0112 of EXIF 2.3): how a camera was held. 1 is upright, 2 to 8 are the other ways a
/// picture can be turned and mirrored; they are undone as Pillow's <c>ImageOps.exif_transpose</c> and OpenCV's <c>imread</c> do.
/// </summary>
public static class ExifOrientation
{
    /// <summary>The orientation of an upright picture, and of every file without the tag.</summary>
    public const int Upright = 1;

    private const ushort OrientationTag = 0x0112;

    /// <summary>Reads the orientation of a file in any of the formats.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>1 to 8; 1 if there is none or it cannot be made out.</returns>
    public static int Read(ReadOnlySpan<byte> file) => TryRead(file, out int orientation) ? orientation : Upright;

    /// <summary>Reads the orientation from the beginning of a file.</summary>
    /// <param name="head">The file or its beginning.</param>
    /// <param name="orientation">1 to 8; 1 if there is none or it cannot be made out.</param>
    /// <returns>False if the bytes end before it could be found.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> head, out int orientation)
    {
        ReadOnlySpan<byte> exif = [];
        ImageFormat format = ImageFormat.Of(head);
        bool isKnown = true;
        if (format == ImageFormat.Jpeg)
            isKnown = TryFindInJpeg(head, out exif);
        else if (format == ImageFormat.Png)
            isKnown = PngChunks.TryFindExif(head, out exif);
        else if (format == ImageFormat.WebP)
            isKnown = TryFindInWebP(head, out exif);
        else if (format == ImageFormat.Tiff)
            exif = head;
        orientation = ReadTiff(exif);
        return isKnown;
    }

    /// <summary>Returns true for orientations that exchange width and height.</summary>
    public static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Turns a picture upright.</summary>
    /// <param name="image">The pixels as stored.</param>
    /// <param name="orientation">1 to 8; any other number counts as 1.</param>
    /// <returns>The same object if there is nothing to do.</returns>
    public static Image Apply(Image image, int orientation)
    {
        ArgumentNullException.ThrowIfNull(image);
        int right = image.Width - 1, bottom = image.Height - 1;
        return orientation switch
        {
            2 => Rearrange(image, right, 0, -1, 0, 0, 1),
            3 => Rearrange(image, right, bottom, -1, 0, 0, -1),
            4 => Rearrange(image, 0, bottom, 1, 0, 0, -1),
            5 => Rearrange(image, 0, 0, 0, 1, 1, 0),
            6 => Rearrange(image, 0, bottom, 0, -1, 1, 0),
            7 => Rearrange(image, right, bottom, 0, -1, -1, 0),
            8 => Rearrange(image, right, 0, 0, 1, -1, 0),
            _ => image,
        };
    }

    private static bool TryFindInJpeg(ReadOnlySpan<byte> jpeg, out ReadOnlySpan<byte> exif)
    {
        exif = [];
        JpegSegments segments = new(jpeg);
        while (segments.MoveNext())
        {
            if (segments.Marker == JpegSegments.StartOfScan)
                return true;
            if (segments.Marker != JpegSegments.App1 || !segments.Payload.StartsWith("Exif\0\0"u8))
                continue;
            exif = segments.Payload[6..];
            return true;
        }

        return segments.Marker == JpegSegments.EndOfImage;
    }

    /// <summary>Finds the EXIF chunk of a WebP file; it follows the pixels, and a flag in the first chunk announces it.</summary>
    private static bool TryFindInWebP(ReadOnlySpan<byte> webp, out ReadOnlySpan<byte> exif)
    {
        const int FirstChunk = 12, ChunkHeader = 8, ExifFlag = 8;
        exif = [];
        if (webp.Length <= FirstChunk + ChunkHeader)
            return false;
        bool isAnnounced = webp[FirstChunk..].StartsWith("VP8X"u8) && (webp[FirstChunk + ChunkHeader] & ExifFlag) != 0;
        if (!isAnnounced)
            return true;
        long position = FirstChunk;
        while (webp.Length - position >= ChunkHeader)
        {
            ReadOnlySpan<byte> chunk = webp[(int)position..];
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
            {
                exif = chunk[ChunkHeader..(int)Math.Min(ChunkHeader + length, chunk.Length)];
                // Some writers put JPEG's prefix in front.
                if (exif.StartsWith("Exif\0\0"u8))
                    exif = exif[6..];
                return true;
            }

            bool isOdd = (length & 1) != 0;
            position += ChunkHeader + length + (isOdd ? 1 : 0);
        }

        return false;
    }

    /// <summary>Reads the orientation from a TIFF structure, which is what EXIF data is.</summary>
    private static int ReadTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return Upright;
        bool bigEndian;
        if (tiff.StartsWith("MM\0\x2a"u8))
            bigEndian = true;
        else if (tiff.StartsWith("II\x2a\0"u8))
            bigEndian = false;
        else
            return Upright;

        uint directory = UInt32(tiff[4..], bigEndian);
        if (directory > tiff.Length - 2)
            return Upright;
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        int count = Math.Min(UInt16(tiff[(int)directory..], bigEndian), entries.Length / 12);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * 12, 12);
            if (UInt16(entry, bigEndian) != OrientationTag)
                continue;
            // The standard says SHORT; some writers use BYTE or LONG.
            uint value = UInt16(entry[2..], bigEndian) switch
            {
                1 => entry[8],
                3 => UInt16(entry[8..], bigEndian),
                4 => UInt32(entry[8..], bigEndian),
                _ => Upright,
            };
            return value is >= 1 and <= 8 ? (int)value : Upright;
        }

        return Upright;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Copies pixels: the first comes from (x, y), a step right in the result is (rightX, rightY) in the source, a step down (downX, downY).</summary>
    private static Image Rearrange(Image source, int x, int y, int rightX, int rightY, int downX, int downY)
    {
        bool swaps = rightX == 0;
        Image result = swaps ? new Image(source.Height, source.Width) : new Image(source.Width, source.Height);
        int step = (rightY * source.Width + rightX) * Image.Channels;
        byte[] from = source.Pixels, to = result.Pixels;
        int target = 0;
        for (int row = 0; row < result.Height; row++)
        {
            int position = ((y + row * downY) * source.Width + x + row * downX) * Image.Channels;
            for (int column = 0; column < result.Width; column++)
            {
                to[target] = from[position];
                to[target + 1] = from[position + 1];
                to[target + 2] = from[position + 2];
                target += Image.Channels;
                position += step;
            }
        }

        return result;
    }
}
