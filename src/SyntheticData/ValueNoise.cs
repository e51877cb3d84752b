using Yolov5.Data;

namespace SyntheticData;

/// <summary>Value noise: random values on a lattice, smoothly interpolated, and sums of octaves of it. The grain of every surface.</summary>
internal readonly struct ValueNoise(RandomStream random)
{
    private readonly uint _seed = (uint)random.NextBits();

    /// <summary>One octave with features of size 1, values 0 to 1.</summary>
    public float At(float x, float y) => Octave(x, y, _seed);

    /// <summary>Several octaves, each of half the size and half the strength of the one before; values 0 to 1, mostly 0.3 to 0.7.</summary>
    public float Fractal(float x, float y, int octaves)
    {
        float sum = 0, strength = 1, total = 0;
        uint seed = _seed;
        for (int octave = 0; octave < octaves; octave++)
        {
            sum += strength * Octave(x, y, seed);
            total += strength;
            strength *= 0.5f;
            x *= 2;
            y *= 2;
            seed += 0x9E3779B9;
        }

        return sum / total;
    }

    private static float Octave(float x, float y, uint seed)
    {
        float floorX = MathF.Floor(x), floorY = MathF.Floor(y);
        int column = (int)floorX, row = (int)floorY;
        float tx = Smooth(x - floorX), ty = Smooth(y - floorY);
        float top = Lattice(column, row, seed), bottom = Lattice(column, row + 1, seed);
        top += (Lattice(column + 1, row, seed) - top) * tx;
        bottom += (Lattice(column + 1, row + 1, seed) - bottom) * tx;
        return top + (bottom - top) * ty;
    }

    private static float Smooth(float t) => t * t * (3 - 2 * t);

    private static float Lattice(int column, int row, uint seed)
    {
        uint hash = (uint)column * 0x8DA6B343 ^ (uint)row * 0xD8163841 ^ seed;
        hash = (hash ^ (hash >> 16)) * 0x7FEB352D;
        hash = (hash ^ (hash >> 15)) * 0x846CA68B;
        return (hash >> 8) * (1f / (1 << 24));
    }
}
