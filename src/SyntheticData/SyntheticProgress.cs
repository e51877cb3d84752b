namespace SyntheticData;

/// <summary>Progress of the drawing of a synthetic data set.</summary>
/// <param name="Done">Images, or sequences, written.</param>
/// <param name="Total">Images, or sequences, in all.</param>
public readonly record struct SyntheticProgress(int Done, int Total);
