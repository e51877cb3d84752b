using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using Yolov5.Imaging;

namespace Yolov5.Data;

/// <summary>OpenCV's area averaging (INTER_AREA, 8 bits, 3 channels, shrinking only).</summary>
internal static class AreaResize
{
    public static void Run(Image source, Image target)
    {
        bool wholeFactors = source.Width % target.Width == 0 && source.Height % target.Height == 0;
        if (!wholeFactors)
            Weighted(source, target);
        else if (source.Width == 2 * target.Width && source.Height == 2 * target.Height)
            Halve(source, target);
        else
            Blocks(source, target, source.Width / target.Width, source.Height / target.Height);
    }

    private static void Halve(Image source, Image target)
    {
        const int Channels = Image.Channels;
        int stride = source.Width * Channels;
        for (int y = 0; y < target.Height; y++)
        {
            ReadOnlySpan<byte> upper = source.Pixels.AsSpan(2 * y * stride, stride);
            ReadOnlySpan<byte> lower = source.Pixels.AsSpan(((2 * y) + 1) * stride, stride);
            Span<byte> result = target.Pixels.AsSpan(y * target.Width * Channels, target.Width * Channels);
            for (int i = 0, at = 0; i + 2 < result.Length; i += Channels, at += 2 * Channels)
            {
                ReadOnlySpan<byte> a = upper.Slice(at, 6);
                ReadOnlySpan<byte> b = lower.Slice(at, 6);
                result[i] = (byte)((a[0] + a[3] + b[0] + b[3] + 2) >> 2);
                result[i + 1] = (byte)((a[1] + a[4] + b[1] + b[4] + 2) >> 2);
                result[i + 2] = (byte)((a[2] + a[5] + b[2] + b[5] + 2) >> 2);
            }
        }
    }

    /// <summary>Whole factors: integer sums of blocks, one multiplication by 1 / area in float32.</summary>
    private static void Blocks(Image source, Image target, int columns, int rows)
    {
        const int Channels = Image.Channels;
        int stride = source.Width * Channels;
        float scale = 1f / (columns * rows);
        byte[] pixels = source.Pixels;
        int write = 0;
        for (int y = 0; y < target.Height; y++)
        {
            for (int x = 0; x < target.Width; x++)
            {
                int corner = (y * rows * stride) + (x * columns * Channels);
                for (int channel = 0; channel < Channels; channel++)
                {
                    long sum = 0;
                    for (int row = 0; row < rows; row++)
                    {
                        int at = corner + (row * stride) + channel;
                        for (int column = 0; column < columns; column++, at += Channels)
                            sum += pixels[at];
                    }

                    target.Pixels[write++] = ToByte(sum * scale);
                }
            }
        }
    }

    private static void Weighted(Image source, Image target)
    {
        AreaWeight[] columns = Weights(source.Width, target.Width);
        AreaWeight[] rows = Weights(source.Height, target.Height);
        int rowLength = target.Width * Image.Channels;
        float[] buffers = ArrayPool<float>.Shared.Rent(2 * rowLength);
        try
        {
            Span<float> row = buffers.AsSpan(0, rowLength);
            Span<float> sum = buffers.AsSpan(rowLength, rowLength);
            int current = 0;
            sum.Clear();
            bool first = true;
            foreach (AreaWeight vertical in rows)
            {
                Horizontal(source, vertical.Source, columns, row);
                if (vertical.Target != current)
                {
                    Store(sum, target.Pixels.AsSpan(current * rowLength, rowLength));
                    current = vertical.Target;
                    first = true;
                }

                Accumulate(row, vertical.Weight, sum, first);
                first = false;
            }

            Store(sum, target.Pixels.AsSpan(current * rowLength, rowLength));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(buffers);
        }
    }

    /// <summary>Lists the source pixels of each new one, in order: a cut first one, whole ones, a cut last one.</summary>
    private static AreaWeight[] Weights(int source, int target)
    {
        double scale = BilinearResize.Scale(source, target);
        List<AreaWeight> weights = new(checked(2 * source));
        for (int i = 0; i < target; i++)
        {
            double begin = i * scale;
            double end = begin + scale;
            double cell = Math.Min(scale, source - begin);
            int last = Math.Min((int)Math.Floor(end), source - 1);
            int first = Math.Min((int)Math.Ceiling(begin), last);
            if (first - begin > 1e-3)
                weights.Add(new AreaWeight(i, first - 1, (float)((first - begin) / cell)));
            for (int j = first; j < last; j++)
                weights.Add(new AreaWeight(i, j, (float)(1.0 / cell)));
            if (end - last > 1e-3)
                weights.Add(new AreaWeight(i, last, (float)(Math.Min(Math.Min(end - last, 1.0), cell) / cell)));
        }

        return [.. weights];
    }

    private static void Horizontal(Image source, int sourceRow, AreaWeight[] columns, Span<float> result)
    {
        const int Channels = Image.Channels;
        ReadOnlySpan<byte> pixels = source.Pixels.AsSpan(sourceRow * source.Width * Channels, source.Width * Channels);
        int at = 0;
        while (at < columns.Length)
        {
            int target = columns[at].Target;
            float red = 0, green = 0, blue = 0;
            do
            {
                float weight = columns[at].Weight;
                ReadOnlySpan<byte> pixel = pixels.Slice(columns[at].Source * Channels, Channels);
                red += pixel[0] * weight;
                green += pixel[1] * weight;
                blue += pixel[2] * weight;
                at++;
            }
            while (at < columns.Length && columns[at].Target == target);
            Span<float> write = result.Slice(target * Channels, Channels);
            write[0] = red;
            write[1] = green;
            write[2] = blue;
        }
    }

    private static void Accumulate(ReadOnlySpan<float> row, float weight, Span<float> sum, bool first)
    {
        ReadOnlySpan<Vector<float>> rowVectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> sumVectors = MemoryMarshal.Cast<float, Vector<float>>(sum);
        int done = sumVectors.Length * Vector<float>.Count;
        if (first)
        {
            for (int i = 0; i < sumVectors.Length; i++)
                sumVectors[i] = rowVectors[i] * weight;
            for (int i = done; i < sum.Length; i++)
                sum[i] = row[i] * weight;
        }
        else
        {
            for (int i = 0; i < sumVectors.Length; i++)
                sumVectors[i] += rowVectors[i] * weight;
            for (int i = done; i < sum.Length; i++)
                sum[i] += row[i] * weight;
        }
    }

    private static void Store(ReadOnlySpan<float> sum, Span<byte> result)
    {
        for (int i = 0; i < result.Length; i++)
            result[i] = ToByte(sum[i]);
    }

    /// <summary>Rounds half to even, as the processor's conversion that OpenCV uses.</summary>
    private static byte ToByte(float value) => (byte)Math.Clamp((int)MathF.Round(value, MidpointRounding.ToEven), 0, 255);

    private readonly record struct AreaWeight(int Target, int Source, float Weight);
}
