using Reports.Model;

namespace Reports.Claims;

/// <summary>The common claims that this suite checks.</summary>
public static class CommonClaims
{
    /// <summary>Device of the absolute figures.</summary>
    public const string Device = "RTX 3090";

    /// <summary>Network of the absolute figures.</summary>
    public const string Model = "yolov5s";

    /// <summary>Batch size of the absolute figures.</summary>
    public const int BatchSize = 8;

    /// <summary>Image size of the absolute figures.</summary>
    public const int Imgsz = 640;

    /// <summary>Names of the schemes that the claims are about, by id, as in the catalog of schemes; a run may lack some of them.</summary>
    public static IReadOnlyDictionary<string, string> SchemeNames { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["baseline"] = "Baseline",
        ["mixed_precision"] = "AMP",
        ["gradient_checkpoint"] = "Checkpoint",
        ["mixed_optimization"] = "AMP + checkpoint",
        ["zero3"] = "ZeRO-3",
        ["ablation"] = "AMP + checkpoint every 2",
    };

    /// <summary>All claims: savings first, then the figures of one device, which other devices judge relative to baseline.</summary>
    public static IReadOnlyList<Claim> All { get; } =
    [
        Ratio("mixed_precision", ClaimQuantity.MemorySaving, 0.40, 0.50),
        Ratio("mixed_precision", ClaimQuantity.TimeSaving, 0.20, 0.30),
        Ratio("gradient_checkpoint", ClaimQuantity.MemorySaving, 0.30, 0.40),
        Ratio("gradient_checkpoint", ClaimQuantity.ExtraTime, 0.10, 0.20),
        Ratio("mixed_optimization", ClaimQuantity.MemorySaving, 0.60, 0.70),
        Memory("baseline", 8, 9), Time("baseline", 0.12),
        Memory("mixed_precision", 4, 5), Time("mixed_precision", 0.09),
        Memory("gradient_checkpoint", 5, 6), Time("gradient_checkpoint", 0.14),
        Memory("mixed_optimization", 3, 4), Time("mixed_optimization", 0.10),
        Memory("zero3", 2, 3), Time("zero3", 0.08),
        Memory("ablation", 2, 3), Time("ablation", 0.13),
        new() { Quantity = ClaimQuantity.Map50, Range = new Interval(0.45, 0.50) },
    ];

    private static Claim Memory(string scheme, double low, double high) =>
        Ratio(scheme, ClaimQuantity.PeakMemoryGiB, low, high);

    private static Claim Time(string scheme, double seconds) =>
        Ratio(scheme, ClaimQuantity.IterationSeconds, seconds, seconds);

    private static Claim Ratio(string scheme, ClaimQuantity quantity, double low, double high) =>
        new() { Scheme = scheme, Quantity = quantity, Range = new Interval(low, high) };
}
