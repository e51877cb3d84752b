using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>Turns interleaved channels, [H, W, 3], into planes, [3, H, W].</summary>
internal static class PlanarPixels
{
    public static void Write(Image image, Span<byte> planes)
    {
        int area = image.Width * image.Height;
        ArgumentOutOfRangeException.ThrowIfNotEqual(planes.Length, area * Image.Channels);
        Span<byte> red = planes[..area], green = planes.Slice(area, area), blue = planes.Slice(2 * area, area);
        ReadOnlySpan<byte> pixels = image.Pixels;
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            ref byte source = ref MemoryMarshal.GetReference(pixels);
            for (; i <= area - 16; i += 16)
            {
                Vector128<byte> a = Vector128.LoadUnsafe(ref source, (nuint)(i * 3));
                Vector128<byte> b = Vector128.LoadUnsafe(ref source, (nuint)((i * 3) + 16));
                Vector128<byte> c = Vector128.LoadUnsafe(ref source, (nuint)((i * 3) + 32));
                const byte No = 255;
                Store(
                    Vector128.Shuffle(a, Vector128.Create(0, 3, 6, 9, 12, 15, No, No, No, No, No, No, No, No, No, No)),
                    Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, No, 2, 5, 8, 11, 14, No, No, No, No, No)),
                    Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 1, 4, 7, 10, 13)),
                    ref red[i]);
                Store(
                    Vector128.Shuffle(a, Vector128.Create(1, 4, 7, 10, 13, No, No, No, No, No, No, No, No, No, No, No)),
                    Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 0, 3, 6, 9, 12, 15, No, No, No, No, No)),
                    Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, No, 2, 5, 8, 11, 14)),
                    ref green[i]);
                Store(
                    Vector128.Shuffle(a, Vector128.Create(2, 5, 8, 11, 14, No, No, No, No, No, No, No, No, No, No, No)),
                    Vector128.Shuffle(b, Vector128.Create(No, No, No, No, No, 1, 4, 7, 10, 13, No, No, No, No, No, No)),
                    Vector128.Shuffle(c, Vector128.Create(No, No, No, No, No, No, No, No, No, No, 0, 3, 6, 9, 12, 15)),
                    ref blue[i]);
            }
        }

        for (; i < area; i++)
        {
            red[i] = pixels[3 * i];
            green[i] = pixels[(3 * i) + 1];
            blue[i] = pixels[(3 * i) + 2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, ref byte target) =>
        (a | b | c).StoreUnsafe(ref target);
}
