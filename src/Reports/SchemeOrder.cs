namespace Reports;

/// <summary>The order in which schemes are listed and coloured, the same in every report.</summary>
internal static class SchemeOrder
{
    public const string Baseline = "baseline";

    private static readonly string[] Known =
    [
        Baseline, "mixed_precision", "gradient_checkpoint", "mixed_optimization", "zero3", "ablation",
        "channels_last", "mixed_channels_last", "fused", "amp_fused", "amp_fused_channels_last", "bf16",
    ];

    /// <summary>Distinct ids: the known ones in their order, then the others as they come.</summary>
    public static IEnumerable<string> Sort(IEnumerable<string> ids)
    {
        List<string> distinct = [.. ids.Distinct(StringComparer.Ordinal)];
        return Known.Where(distinct.Contains).Concat(distinct.Except(Known, StringComparer.Ordinal));
    }
}
