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

    /// <summary>Adds nearly Gaussian noise (the sum of four uniform numbers) to a channel and rounds it to 8 bits.</summary>
    /// <param name="random">Gives the noise.</param>
    /// <param name="value">Light of the channel, 0 to 1.</param>
    /// <param name="noise">Standard deviation of the noise, as a share of full scale.</param>
    public static byte Expose(this RandomStream random, float value, float noise)
    {
        const float ToUnitDeviation = 1 / 37837f;
        ulong bits = random.NextBits();
        int sum = (int)(bits & 0xFFFF) + (int)(bits >> 16 & 0xFFFF) + (int)(bits >> 32 & 0xFFFF) + (int)(bits >> 48) - 2 * 0xFFFF;
        return (byte)Math.Clamp((value + sum * ToUnitDeviation * noise) * 255 + 0.5f, 0, 255);
    }
}
