using System.Buffers.Binary;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>Writes files of formats that the product only reads.</summary>
internal static unsafe class OtherFormats
{
    public static byte[] Bmp(Image image)
    {
        int stride = (image.Width * 3 + 3) / 4 * 4, length = 54 + stride * image.Height;
        byte[] file = new byte[length];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), length);
        file[10] = 54;
        file[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), image.Height);
        file[26] = 1;
        file[28] = 24;
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                for (int c = 0; c < 3; c++)
                    file[54 + (image.Height - 1 - y) * stride + x * 3 + 2 - c] = image.Pixels[(y * image.Width + x) * 3 + c];
            }
        }

        return file;
    }

    /// <summary>Writes a GIF of one frame or several, whose colours are a palette of 128 greys; LZW codes stay at 8 bits.</summary>
    public static byte[] Gif(int width, int height, params byte[][] frames)
    {
        using MemoryStream file = new();
        file.Write("GIF89a"u8);
        byte[] screen = [(byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0xF6, 0, 0];
        file.Write(screen);
        for (int i = 0; i < 128; i++)
            file.Write([(byte)(i * 2), (byte)(i * 2), (byte)(i * 2)]);
        foreach (byte[] frame in frames)
        {
            file.Write([0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, .. screen.AsSpan(0, 4), 0, 7]);
            // A clear code before the table of codes would grow.
            foreach (byte[] part in frame.Chunk(100))
                file.Write([(byte)(part.Length + 1), 128, .. part]);
            file.Write([1, 129, 0]);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    public static byte[] WebP(Image image, bool isLossless) => Encode(image, pixmap =>
        pixmap.Encode(new SKWebpEncoderOptions(isLossless ? SKWebpEncoderCompression.Lossless : SKWebpEncoderCompression.Lossy, 90)));

    /// <summary>Encodes a JPEG file with 4:2:2 sampling.</summary>
    public static byte[] JpegWithHalfTheColumns(Image image) => Encode(image, static pixmap =>
        pixmap.Encode(new SKJpegEncoderOptions(90, SKJpegEncoderDownsample.Downsample422, SKJpegEncoderAlphaOption.Ignore)));

    /// <summary>Puts EXIF data into a WebP file, which takes the extended header.</summary>
    public static byte[] WithExif(byte[] webp, byte[] exif, int width, int height)
    {
        byte[] extended = [.. "VP8X"u8, 10, 0, 0, 0, 8, 0, 0, 0, (byte)(width - 1), (byte)(width - 1 >> 8), 0, (byte)(height - 1), (byte)(height - 1 >> 8), 0];
        byte[] padding = exif.Length % 2 == 0 ? [] : [0];
        byte[] result = [.. webp.AsSpan(0, 12), .. extended, .. webp.AsSpan(12), .. "EXIF"u8, (byte)exif.Length, (byte)(exif.Length >> 8), 0, 0, .. exif, .. padding];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(4), result.Length - 8);
        return result;
    }

    public static byte[] Tiff(int width, int height, Action<Tiff> describe, params byte[][] stripsOrTiles)
    {
        using MemoryStream file = new();
        using (Tiff tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("", "w", file, new OpenStream()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, width);
            tiff.SetField(TiffTag.IMAGELENGTH, height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.RGB);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.ROWSPERSTRIP, height);
            describe(tiff);
            for (int i = 0; i < stripsOrTiles.Length; i++)
            {
                if (tiff.IsTiled())
                    tiff.WriteEncodedTile(i, stripsOrTiles[i], stripsOrTiles[i].Length);
                else
                    tiff.WriteEncodedStrip(i, stripsOrTiles[i], stripsOrTiles[i].Length);
            }
        }

        return file.ToArray();
    }

    public static byte[] Tiff(Image image, Action<Tiff>? describe = null) => Tiff(image.Width, image.Height, describe ?? (static _ => { }), image.Pixels);

    private static byte[] Encode(Image image, Func<SKPixmap, SKData?> encode)
    {
        byte[] bgra = [.. image.Pixels.Chunk(3).SelectMany(static p => new byte[] { p[2], p[1], p[0], 255 })];
        fixed (byte* pixels = bgra)
        {
            using SKPixmap pixmap = new(new SKImageInfo(image.Width, image.Height, SKColorType.Bgra8888, SKAlphaType.Opaque), (nint)pixels);
            using SKData? data = encode(pixmap);
            return data?.ToArray() ?? throw new InvalidOperationException("Skia could not write the picture.");
        }
    }

    /// <summary>Leaves the stream open.</summary>
    private sealed class OpenStream : TiffStream
    {
        public override void Close(object clientData)
        {
        }
    }
}
