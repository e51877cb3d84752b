using Schemes;

namespace Benchmarks.Ranks;

/// <summary>Schemes that differ in what ranks divide, and in nothing else: FP32, nothing offloaded.</summary>
internal static class RankSchemes
{
    /// <summary>Each rank has the whole network; gradients are averaged.</summary>
    public static Scheme DataParallel { get; } = SchemeCatalog.Baseline with { Id = "data_parallel", Name = "Data parallel", Method = null };

    /// <summary>Data parallel and the stages of ZeRO.</summary>
    public static IReadOnlyList<Scheme> All { get; } =
    [
        DataParallel,
        .. Enumerable.Range(1, 3).Select(stage => SchemeCatalog.Baseline with { Id = $"zero_stage_{stage}", Name = $"ZeRO-{stage}", Method = null, ZeroStage = stage }),
    ];
}
