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
        Span<byte> pixels = image.Pixels;
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= area - InterleavedPixels.Step; i += InterleavedPixels.Step)
            {
                ref byte source = ref MemoryMarshal.GetReference(pixels[(3 * i)..]);
                (Vector128<byte> r, Vector128<byte> g, Vector128<byte> b) = InterleavedPixels.Load(ref source);
                r.StoreUnsafe(ref red[i]);
                g.StoreUnsafe(ref green[i]);
                b.StoreUnsafe(ref blue[i]);
            }
        }

        for (; i < area; i++)
        {
            red[i] = pixels[3 * i];
            green[i] = pixels[(3 * i) + 1];
            blue[i] = pixels[(3 * i) + 2];
        }
    }
}
