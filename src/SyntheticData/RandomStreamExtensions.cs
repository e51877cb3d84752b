using Yolov5.Data;

namespace SyntheticData;

/// <summary>Random numbers as drawings need them: in single precision, exactly rounded on every machine.</summary>
internal static class RandomStreamExtensions
{
    /// <summary>A number in [0, 1), a multiple of 2^-24.</summary>
    public static float Unit(this RandomStream random) => (random.NextBits() >> 40) * (1f / (1 << 24));

    public static float Between(this RandomStream random, float low, float high) => low + (high - low) * random.Unit();

    /// <summary>A whole number from low to high, both included.</summary>
    public static int Between(this RandomStream random, int low, int high) => low + random.NextInt(high - low + 1);

    public static T Pick<T>(this RandomStream random, ReadOnlySpan<T> choices) => choices[random.NextInt(choices.Length)];
}
