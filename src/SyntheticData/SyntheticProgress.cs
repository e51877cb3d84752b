namespace SyntheticData;

/// <summary>How far the making of a synthetic data set is.</summary>
/// <param name="Done">Images written.</param>
/// <param name="Total">Images in all.</param>
public readonly record struct SyntheticProgress(int Done, int Total);
