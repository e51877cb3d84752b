namespace Yolov5.Data;

/// <summary>
/// A stream of random numbers that depends on its seeds alone, so that a sample is the same whichever thread makes it,
/// on every machine and with every version of .NET. Not safe for several threads at once.
/// </summary>
/// <remarks>SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.</remarks>
public sealed class RandomStream
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private ulong _state;

    /// <summary>Starts the stream of a combination of seeds, such as seed, epoch and image index.</summary>
    public RandomStream(params ReadOnlySpan<long> seeds)
    {
        foreach (long seed in seeds)
            _state = Mix(_state + Increment + (ulong)seed);
    }

    private RandomStream(ulong state) => _state = state;

    /// <summary>A stream that goes on as this one would.</summary>
    public RandomStream Clone() => new(_state);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits()
    {
        _state += Increment;
        return Mix(_state);
    }

    /// <summary>A number from 0 up to but without 1, in steps of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number between two bounds, evenly distributed.</summary>
    public double Uniform(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>A number of the standard normal distribution.</summary>
    /// <remarks>Box, Muller, "A Note on the Generation of Random Normal Deviates", 1958.</remarks>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>A whole number from 0 up to but without a bound.</summary>
    /// <param name="bound">Exclusive upper bound, at least 1.</param>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);

        // The high half of a 128-bit product; the bias is below 2^-32.
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>Returns true with the given probability.</summary>
    public bool Chance(double probability) => NextDouble() < probability;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
