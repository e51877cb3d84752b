namespace Yolov5.Datasets;

/// <summary>Result of looking at every file of a data set.</summary>
/// <param name="Images">Number of images looked at.</param>
/// <param name="LabelFiles">Number of label files of these images.</param>
/// <param name="Objects">Number of rows that can be used.</param>
/// <param name="Findings">Everything that is wrong, split by split in the order of the images.</param>
public sealed record DatasetVerification(int Images, int LabelFiles, int Objects, IReadOnlyList<DatasetFinding> Findings);
