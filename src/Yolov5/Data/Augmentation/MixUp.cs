namespace Yolov5.Data.Augmentation;

/// <summary>Weighted mean of two images (Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018), as YOLOv5's <c>mixup</c>.</summary>
internal static class MixUp
{
    // The share is Beta(32, 32) distributed: the 32nd smallest of 63 even random numbers.
    private const int Draws = 63;

    /// <summary>Draws the first image's share.</summary>
    public static double Draw(RandomStream random)
    {
        Span<double> draws = stackalloc double[Draws];
        foreach (ref double draw in draws)
            draw = random.NextDouble();
        draws.Sort();
        return draws[Draws / 2];
    }

    /// <summary>Mixes another image into one: share * first + (1 - share) * second, the fraction dropped.</summary>
    public static void Apply(Span<byte> first, ReadOnlySpan<byte> second, double share)
    {
        // Products of the 256 values are looked up, so that no rounding depends on the length of vectors.
        Span<int> a = stackalloc int[256], b = stackalloc int[256];
        for (int i = 0; i < 256; i++)
            (a[i], b[i]) = ((int)Math.Round(i * share * (1 << 20)), (int)Math.Round(i * (1 - share) * (1 << 20)));
        for (int i = 0; i < first.Length; i++)
            first[i] = (byte)((a[first[i]] + b[second[i]]) >> 20);
    }
}
