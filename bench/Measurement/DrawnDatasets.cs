using SyntheticData;
using SyntheticData.Fusion;

namespace Benchmarks.Measurement;

/// <summary>The data sets that the suite draws where none is given; drawn once.</summary>
internal static class DrawnDatasets
{
    /// <summary>Images of one camera.</summary>
    public static string Images() => SyntheticDataset.Ensure(Path.Combine(Places.Datasets, "synthetic"));

    /// <summary>Pairs of RGB and event frames.</summary>
    public static string Pairs() => FusionDataset.Ensure(Path.Combine(Places.Datasets, "fusion"));
}
