using System.Globalization;
using BitMiracle.LibTiff.Classic;

namespace Yolov5.Imaging;

/// <summary>
/// Decodes the first page of TIFF files through LibTiff.NET: strips and tiles, every usual compression, 1 to 16 bits a
/// sample, grey, palette, RGB, CMYK and YCbCr. Safe for several threads.
/// </summary>
internal static class TiffDecoder
{
    /// <summary>Tag that every DNG file has (DNG 1.4, DNGVersion).</summary>
    private const TiffTag DngVersion = (TiffTag)50706;

    static TiffDecoder() => Tiff.SetErrorHandler(new Errors());

    /// <summary>Reads the size from the first directory, before the orientation is applied.</summary>
    /// <exception cref="ImageFormatException">The bytes have no usable directory, or the size is beyond the limits.</exception>
    public static ImageSize ReadSize(ReadOnlySpan<byte> file) => Guarded(file, static (tiff, _) => SizeOf(tiff));

    /// <summary>Decodes a file as stored, its orientation not applied.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="ImageFormatException">The bytes cannot be decoded, or the picture is beyond the limits.</exception>
    public static DecodedImage Decode(ReadOnlySpan<byte> file) => Guarded(file, Decode);

    private static DecodedImage Decode(Tiff tiff, List<string> errors)
    {
        (int width, int height) = SizeOf(tiff);
        CheckTiles(tiff);
        if (!tiff.RGBAImageOK(out string reason))
            throw new ImageFormatException($"the TIFF file is of a kind that is not supported: {reason}");

        // LibTiff turns only some orientations; all are applied by the caller.
        tiff.SetField(TiffTag.ORIENTATION, Orientation.TOPLEFT);
        int[] raster = new int[width * height];
        if (!tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true))
            throw Undecodable(errors);
        Image image = new(width, height);
        byte[] rgb = image.Pixels;
        for (int i = 0, to = 0; i < raster.Length; i++, to += Image.Channels)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = ((byte)raster[i], (byte)(raster[i] >> 8), (byte)(raster[i] >> 16));
        return errors.Count == 0 ? new DecodedImage(image) : new DecodedImage(image, ImageDamage.CorruptData, errors[0]);
    }

    private static ImageSize SizeOf(Tiff tiff)
    {
        if (tiff.GetField(DngVersion) is not null)
            throw new ImageFormatException($"this is a DNG file (raw sensor data); {ImageFormat.Names} files are read");
        return ImageLimits.Check(Number(tiff, TiffTag.IMAGEWIDTH), Number(tiff, TiffTag.IMAGELENGTH));
    }

    /// <summary>Refuses tiles that would take far more memory than the picture.</summary>
    private static void CheckTiles(Tiff tiff)
    {
        if (tiff.IsTiled())
            _ = ImageLimits.Check(Number(tiff, TiffTag.TILEWIDTH), Number(tiff, TiffTag.TILELENGTH));
    }

    private static long Number(Tiff tiff, TiffTag tag) => tiff.GetField(tag) is [{ } value, ..] ? value.ToInt() : 0;

    private static T Guarded<T>(ReadOnlySpan<byte> file, Func<Tiff, List<string>, T> read)
    {
        try
        {
            using FileBytes bytes = new(file.ToArray());
            using Tiff? tiff = Tiff.ClientOpen("", "r", bytes, new TiffStream());
            return tiff is null ? throw Undecodable(bytes.Errors) : read(tiff, bytes.Errors);
        }
        // On damaged files LibTiff throws exceptions of its arithmetic and its arrays.
        catch (Exception exception) when (exception is not ImageFormatException)
        {
            throw new ImageFormatException($"the TIFF file cannot be decoded: {exception.Message}");
        }
    }

    private static ImageFormatException Undecodable(List<string> errors) =>
        new($"the TIFF file cannot be decoded: {(errors.Count == 0 ? "its data is damaged" : errors[0])}");

    /// <summary>A file in memory, and the errors that LibTiff reported.</summary>
    private sealed class FileBytes(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public List<string> Errors { get; } = [];
    }

    /// <summary>Keeps errors with their file; LibTiff would write them, and its warnings, to the console.</summary>
    private sealed class Errors : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args) =>
            (clientData as FileBytes)?.Errors.Add(string.Format(CultureInfo.InvariantCulture, format, args));

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }
    }
}
