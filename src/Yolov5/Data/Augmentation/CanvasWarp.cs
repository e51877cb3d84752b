using System.Numerics;

namespace Yolov5.Data.Augmentation;

/// <summary>
/// Draws a canvas through a matrix straight into the planes of a batch, with OpenCV's arithmetic (warpAffine and warpPerspective,
/// bilinear): source positions in 1/32 pixel, weights of 5 bits per axis, a constant border. Each source pixel is read where it lies,
/// and each target pixel is written once; flips cost nothing, because they only change the order of columns and rows.
/// Belongs to one thread.
/// </summary>
internal sealed class CanvasWarp
{
    public const int Fraction = 5;
    public const int One = 1 << Fraction;
    private const int AffineBits = 10;
    private const int AffineShift = AffineBits - Fraction;
    private const int RoundAffine = 1 << (AffineShift - 1);

    private int[] _columnsX = [], _columnsY = [], _x = [], _y = [];
    private PerspectiveMatrix _matrix;
    private int _width;
    private bool _mirrored;

    /// <summary>Draws the whole target.</summary>
    /// <param name="canvas">Images to draw.</param>
    /// <param name="toCanvas">Maps a pixel of the target to the canvas.</param>
    /// <param name="target">The sample; every value is written.</param>
    public void Draw(Canvas canvas, PerspectiveMatrix toCanvas, SampleTarget target)
    {
        (int width, int height) = (target.Width, target.Height);
        Prepare(toCanvas, width, target.Mirrored);
        bool monotonic = toCanvas.IsAffine || IsInFront(toCanvas, width, height);
        for (int y = 0; y < height; y++)
        {
            Positions(y);
            PlanarRow row = target.Row(y);
            row.Fill(Letterbox.BorderValue);
            if (monotonic)
                DrawTiles(canvas, row);
            else
                SlowPixels(canvas, row, 0, width);
        }
    }

    /// <summary>Positions on the canvas of a target row, in 1/32 pixel, as the last <see cref="Draw"/> took them.</summary>
    public (int[] X, int[] Y) RowPositions(int y)
    {
        Positions(y);
        return (_x, _y);
    }

    /// <summary>One pixel, whatever its four neighbours on the canvas are.</summary>
    /// <param name="canvas">Images to draw.</param>
    /// <param name="fixedX">Column on the canvas in 1/32 pixel.</param>
    /// <param name="fixedY">Row on the canvas in 1/32 pixel.</param>
    /// <param name="target">Receives the pixel.</param>
    /// <param name="at">Column of the target.</param>
    public static void Interpolate(Canvas canvas, int fixedX, int fixedY, PlanarRow target, int at)
    {
        int x = fixedX >> Fraction, y = fixedY >> Fraction;
        int right = fixedX & (One - 1), lower = fixedY & (One - 1);
        ReadOnlySpan<byte> a = canvas.Pixel(x, y), b = canvas.Pixel(x + 1, y), c = canvas.Pixel(x, y + 1), d = canvas.Pixel(x + 1, y + 1);
        int upperLeft = (One - right) * (One - lower), upperRight = right * (One - lower), lowerLeft = (One - right) * lower, lowerRight = right * lower;
        target.Red[at] = Mean(a[0], b[0], c[0], d[0]);
        target.Green[at] = Mean(a[1], b[1], c[1], d[1]);
        target.Blue[at] = Mean(a[2], b[2], c[2], d[2]);

        byte Mean(int a, int b, int c, int d) =>
            (byte)(((a * upperLeft) + (b * upperRight) + (c * lowerLeft) + (d * lowerRight) + (One * One / 2)) >> (2 * Fraction));
    }

    private void DrawTiles(Canvas canvas, PlanarRow row)
    {
        int width = row.Width;
        for (int i = 0; i < canvas.Count; i++)
        {
            Tile tile = canvas[i];
            if (tile.IsEmpty)
                continue;
            (int first, int end) = Within(tile.Left - 1, tile.Right - 1, tile.Top - 1, tile.Bottom - 1, width);
            if (first >= end)
                continue;

            // The vectors read two bytes behind the right neighbour, so that the last but one column is left to the slow way.
            PlacedPixels pixels = canvas.Pixels(i);
            int lastColumn = Math.Min(tile.Right - 2, pixels.X + pixels.Image.Width - 3);
            (int from, int to) = Within(tile.Left, lastColumn, tile.Top, tile.Bottom - 2, width);
            if (from >= to)
                from = to = first;
            SlowPixels(canvas, row, first, from);
            WarpKernel.Draw(pixels, _x.AsSpan(from, to - from), _y.AsSpan(from, to - from), row.Slice(from, to - from));
            SlowPixels(canvas, row, to, end);
        }
    }

    private void SlowPixels(Canvas canvas, PlanarRow row, int from, int to)
    {
        for (int x = from; x < to; x++)
            Interpolate(canvas, _x[x], _y[x], row, x);
    }

    /// <summary>The run of target columns whose upper left neighbours on the canvas lie in a rectangle, bounds included.</summary>
    private (int From, int To) Within(int left, int right, int top, int bottom, int width)
    {
        (int from, int to) = Within(_x.AsSpan(0, width), left << Fraction, (right << Fraction) + One - 1);
        if (from >= to)
            return (0, 0);
        (int fromY, int toY) = Within(_y.AsSpan(0, width), top << Fraction, (bottom << Fraction) + One - 1);
        return (Math.Max(from, fromY), Math.Min(to, toY));
    }

    private static (int From, int To) Within(ReadOnlySpan<int> values, int least, int most)
    {
        if (least > most)
            return (0, 0);
        int first = values[0], last = values[^1];
        if (first <= last)
        {
            if (first > most || last < least)
                return (0, 0);
            return (first >= least ? 0 : CountRising(values, least - 1), last <= most ? values.Length : CountRising(values, most));
        }

        if (last > most || first < least)
            return (0, 0);
        return (first <= most ? 0 : CountFalling(values, most + 1), last >= least ? values.Length : CountFalling(values, least));
    }

    /// <summary>Number of values that are at most a bound.</summary>
    private static int CountRising(ReadOnlySpan<int> values, int bound)
    {
        int low = 0, high = values.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (values[middle] <= bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Number of values that are at least a bound.</summary>
    private static int CountFalling(ReadOnlySpan<int> values, int bound)
    {
        int low = 0, high = values.Length;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (values[middle] >= bound)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Prepare(PerspectiveMatrix matrix, int width, bool mirrored)
    {
        (_matrix, _width, _mirrored) = (matrix, width, mirrored);
        if (_x.Length < width)
            (_columnsX, _columnsY, _x, _y) = (new int[width], new int[width], new int[width], new int[width]);
        if (!matrix.IsAffine)
            return;
        for (int x = 0; x < width; x++)
        {
            int column = mirrored ? width - 1 - x : x;
            _columnsX[x] = Saturate(matrix.M11 * column * (1 << AffineBits));
            _columnsY[x] = Saturate(matrix.M21 * column * (1 << AffineBits));
        }
    }

    private void Positions(int y)
    {
        (PerspectiveMatrix matrix, int width) = (_matrix, _width);
        if (matrix.IsAffine)
        {
            int startX = Saturate(((matrix.M12 * y) + matrix.M13) * (1 << AffineBits)) + RoundAffine;
            int startY = Saturate(((matrix.M22 * y) + matrix.M23) * (1 << AffineBits)) + RoundAffine;
            int x = 0;
            for (; x <= width - Vector<int>.Count; x += Vector<int>.Count)
            {
                ((new Vector<int>(startX) + new Vector<int>(_columnsX, x)) >> AffineShift).CopyTo(_x, x);
                ((new Vector<int>(startY) + new Vector<int>(_columnsY, x)) >> AffineShift).CopyTo(_y, x);
            }

            for (; x < width; x++)
                (_x[x], _y[x]) = ((startX + _columnsX[x]) >> AffineShift, (startY + _columnsY[x]) >> AffineShift);

            return;
        }

        for (int x = 0; x < width; x++)
        {
            (double sourceX, double sourceY) = matrix.Map(_mirrored ? width - 1 - x : x, y);
            (_x[x], _y[x]) = (Saturate(sourceX * One), Saturate(sourceY * One));
        }
    }

    /// <summary>True if the horizon of a perspective lies outside the target, so that positions rise or fall along every row.</summary>
    private static bool IsInFront(PerspectiveMatrix matrix, int width, int height)
    {
        double a = matrix.M33, b = (matrix.M31 * width) + a, c = (matrix.M32 * height) + a, d = b + c - a;
        return (a > 0 && b > 0 && c > 0 && d > 0) || (a < 0 && b < 0 && c < 0 && d < 0);
    }

    /// <summary>Rounds half to even; positions far outside stay outside without overflow in what follows.</summary>
    private static int Saturate(double value) =>
        double.IsNaN(value) ? int.MinValue / 4 : (int)Math.Round(Math.Clamp(value, int.MinValue / 4, int.MaxValue / 4), MidpointRounding.ToEven);
}
