using Schemes;
using Yolov5;

namespace Benchmarks.Commands.Scaling;

/// <summary>Schemes that differ in what ranks divide, and in nothing else: FP32, nothing offloaded.</summary>
internal static class RankSchemes
{
    /// <summary>Data parallel and the stages of ZeRO.</summary>
    public static IReadOnlyList<Scheme> All { get; } =
    [
        SchemeCatalog.Baseline with { Id = "data_parallel", Name = "Data parallel", Method = null },
        .. Enumerable.Range(1, 3).Select(stage => SchemeCatalog.Baseline with { Id = $"zero_stage_{stage}", Name = $"ZeRO-{stage}", Method = null, ZeroStage = stage }),
    ];

    /// <summary>Distinct schemes, separated by commas: of these, of the catalog, or of files.</summary>
    /// <exception cref="InvalidInputException">There is no such scheme.</exception>
    public static Scheme[] Of(string option, string given) => OptionValues.WithDistinctIds(
        option,
        given,
        [.. given.Split(',', StringSplitOptions.TrimEntries).Select(each => All.FirstOrDefault(scheme => scheme.Id == each) ?? OptionValues.Scheme(option, each)).Distinct()]);
}
