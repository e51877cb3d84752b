namespace Yolov5.Data;

/// <summary>What a label file says.</summary>
/// <param name="Labels">The boxes; none where <paramref name="Error"/> is given or the file is empty.</param>
/// <param name="DuplicatesRemoved">Number of rows that repeated another one.</param>
/// <param name="Error">Why the file, and so its image, cannot be used; null where it can.</param>
public sealed record LabelFileContent(IReadOnlyList<BoxLabel> Labels, int DuplicatesRemoved, string? Error)
{
    internal static LabelFileContent Invalid(string error) => new([], 0, error);
}
