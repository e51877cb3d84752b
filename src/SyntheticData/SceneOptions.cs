namespace SyntheticData;

/// <summary>Difficulty of a scene: all settings that decide it. Lengths are pixels of an image of 320 and grow with the image.</summary>
public sealed record SceneOptions
{
    /// <summary>Fewest objects in an image that has any.</summary>
    public int MinObjects { get; init; } = 3;

    /// <summary>Most objects in an image.</summary>
    public int MaxObjects { get; init; } = 8;

    /// <summary>Share of images without objects.</summary>
    public float EmptyShare { get; init; } = 0.04f;

    /// <summary>Long side of the smallest object.</summary>
    public float MinExtent { get; init; } = 12;

    /// <summary>Long side from which an object is of medium size.</summary>
    public float MediumExtent { get; init; } = 32;

    /// <summary>Long side from which an object is large.</summary>
    public float LargeExtent { get; init; } = 140;

    /// <summary>Long side of the largest object.</summary>
    public float MaxExtent { get; init; } = 200;

    /// <summary>Share of small objects.</summary>
    public float SmallShare { get; init; } = 0.12f;

    /// <summary>Share of large objects; the rest is medium.</summary>
    public float LargeShare { get; init; } = 0.08f;

    /// <summary>Most that two objects' boxes may overlap, as a share of the smaller box.</summary>
    public float MaxOverlap { get; init; } = 0.4f;

    /// <summary>An object of which less than this share can be seen gets no label.</summary>
    public float MinVisible { get; init; } = 0.3f;

    /// <summary>Least distance of an object's colour from the background, 0 to 1.</summary>
    public float MinContrast { get; init; } = 0.16f;

    /// <summary>Most items of clutter in an image: stones, planks.</summary>
    public int MaxClutter { get; init; } = 5;

    /// <summary>Probability of an item in front of everything else.</summary>
    public float OccluderChance { get; init; } = 0.3f;

    /// <summary>Strongest unevenness of the light, as a share of its mean.</summary>
    public float MaxUnevenLight { get; init; } = 0.45f;

    /// <summary>Most passes of the binomial blur (1 2 1)/4 in both directions.</summary>
    public int MaxBlurPasses { get; init; } = 3;

    /// <summary>Largest standard deviation of the sensor's noise, as a share of full scale.</summary>
    public float MaxNoise { get; init; } = 0.035f;

    internal void Validate()
    {
        Check(MinObjects is >= 1 and <= 64, nameof(MinObjects), MinObjects, "1 to 64");
        Check(MaxObjects >= MinObjects && MaxObjects <= 64, nameof(MaxObjects), MaxObjects, $"{nameof(MinObjects)} to 64");
        Check(MinExtent >= 4 && MinExtent <= MediumExtent && MediumExtent <= LargeExtent && LargeExtent <= MaxExtent && MaxExtent <= 320, nameof(MinExtent), $"{MinExtent}, medium {MediumExtent}, large {LargeExtent}, largest {MaxExtent}", "4 to 320, in rising order");
        Check(MaxClutter is >= 0 and <= 64, nameof(MaxClutter), MaxClutter, "0 to 64");
        Check(MaxBlurPasses is >= 0 and <= 16, nameof(MaxBlurPasses), MaxBlurPasses, "0 to 16");
        Share(EmptyShare, nameof(EmptyShare));
        Share(SmallShare, nameof(SmallShare));
        Share(LargeShare, nameof(LargeShare));
        Check(SmallShare + LargeShare <= 1, nameof(LargeShare), LargeShare, $"at most 1 together with {nameof(SmallShare)}");
        Share(MaxOverlap, nameof(MaxOverlap));
        Share(MinVisible, nameof(MinVisible));
        Share(MinContrast, nameof(MinContrast));
        Share(OccluderChance, nameof(OccluderChance));
        Share(MaxUnevenLight, nameof(MaxUnevenLight));
        Share(MaxNoise, nameof(MaxNoise));
    }

    private static void Share(float value, string name) => Check(value is >= 0 and <= 1, name, value, "0 to 1");

    private static void Check(bool holds, string name, object value, string allowed) => SyntheticDatasetOptions.Check(holds, name, value, allowed);
}
