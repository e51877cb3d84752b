using System.Runtime.InteropServices;
using Yolov5.Imaging;

namespace Yolov5.Tests.Imaging;

/// <summary>JPEG files of kinds that the product reads but does not write.</summary>
internal static unsafe partial class JpegVariants
{
    public const int Subsampling420 = 2;
    public const int Grey = 3;
    public const int Progressive = 16384;

    private const string Library = "libturbojpeg.so.0";
    private const int Subsampling444 = 0;
    private const int PixelFormatRgb = 0;
    private const int PixelFormatCmyk = 11;

    public static byte[] Rgb(Image image, int subsampling, int flags) =>
        Encode(image.Pixels, image.Width, image.Height, 3, PixelFormatRgb, subsampling, flags);

    public static byte[] Cmyk(byte[] inks, int width, int height) =>
        Encode(inks, width, height, 4, PixelFormatCmyk, Subsampling444, flags: 0);

    private static byte[] Encode(byte[] values, int width, int height, int channels, int pixelFormat, int subsampling, int flags)
    {
        nint compressor = InitCompress();
        byte* buffer = null;
        CULong size = default;
        try
        {
            fixed (byte* pixels = values)
                Assert.Equal(0, Compress(compressor, pixels, width, width * channels, height, pixelFormat, ref buffer, ref size, subsampling, 100, flags));
            return new ReadOnlySpan<byte>(buffer, (int)size.Value).ToArray();
        }
        finally
        {
            Free(buffer);
            Assert.Equal(0, Destroy(compressor));
        }
    }

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    private static partial nint InitCompress();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    private static partial int Destroy(nint handle);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    private static partial void Free(byte* buffer);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    private static partial int Compress(nint handle, byte* pixels, int width, int pitch, int height, int pixelFormat, ref byte* jpeg, ref CULong jpegSize, int subsampling, int quality, int flags);
}
