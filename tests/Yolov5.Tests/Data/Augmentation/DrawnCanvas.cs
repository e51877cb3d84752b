using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data.Augmentation;

/// <summary>The plain way to make a mosaic: draw the whole canvas, then warp it with OpenCV's arithmetic, a pixel at a time.</summary>
internal sealed class DrawnCanvas
{
    private const byte Grey = 114;
    private readonly int _width, _height;
    private readonly byte[] _pixels;

    public DrawnCanvas(int width, int height, IEnumerable<(Tile Tile, Image Image)> tiles)
    {
        (_width, _height) = (width, height);
        _pixels = new byte[width * height * 3];
        Array.Fill(_pixels, Grey);
        foreach ((Tile tile, Image image) in tiles)
        {
            for (int y = tile.Top; y < tile.Bottom; y++)
            {
                for (int x = tile.Left * 3; x < tile.Right * 3; x++)
                    _pixels[(y * width * 3) + x] = image.Pixels[((y - tile.Y) * image.Width * 3) + x - (tile.X * 3)];
            }
        }
    }

    public byte[] Warp(PerspectiveMatrix toCanvas, int width, int height)
    {
        byte[] planes = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fixedX, int fixedY) = Position(toCanvas, x, y);
                for (int channel = 0; channel < 3; channel++)
                    planes[(((channel * height) + y) * width) + x] = Interpolate(fixedX, fixedY, channel);
            }
        }

        return planes;
    }

    private static (int X, int Y) Position(PerspectiveMatrix m, int x, int y)
    {
        if (m.M31 != 0 || m.M32 != 0)
        {
            double w = (m.M31 * x) + (m.M32 * y) + m.M33;
            return (Round(((m.M11 * x) + (m.M12 * y) + m.M13) / w * 32), Round(((m.M21 * x) + (m.M22 * y) + m.M23) / w * 32));
        }

        return (
            (Round(((m.M12 * y) + m.M13) * 1024) + Round(m.M11 * x * 1024) + 16) >> 5,
            (Round(((m.M22 * y) + m.M23) * 1024) + Round(m.M21 * x * 1024) + 16) >> 5);
    }

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);

    private byte Interpolate(int fixedX, int fixedY, int channel)
    {
        int x = fixedX >> 5, y = fixedY >> 5, right = fixedX & 31, lower = fixedY & 31;
        int sum = (At(x, y) * (32 - right) * (32 - lower)) + (At(x + 1, y) * right * (32 - lower)) + (At(x, y + 1) * (32 - right) * lower) + (At(x + 1, y + 1) * right * lower);
        return (byte)((sum + 512) >> 10);

        int At(int column, int row) => column < 0 || row < 0 || column >= _width || row >= _height ? Grey : _pixels[(((row * _width) + column) * 3) + channel];
    }
}
