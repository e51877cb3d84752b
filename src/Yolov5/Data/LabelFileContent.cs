namespace Yolov5.Data;

/// <summary>Content of a label file.</summary>
/// <param name="Labels">The boxes; none if <paramref name="Error"/> is given or the file is empty.</param>
/// <param name="DuplicatesRemoved">Number of rows that repeated another one.</param>
/// <param name="Error">Reason that the file, and so its image, cannot be used; null if it can.</param>
public sealed record LabelFileContent(IReadOnlyList<BoxLabel> Labels, int DuplicatesRemoved, string? Error)
{
    /// <summary>The class that the data set does not have, if that is the error.</summary>
    public int? ClassTooLarge { get; init; }

    /// <summary>For each label its outline, as in <see cref="DatasetEntry.Outlines"/>; null if there are boxes alone.</summary>
    public IReadOnlyList<float[]?>? Outlines { get; init; }

    internal static LabelFileContent Invalid(string error) => new([], 0, error);
}
