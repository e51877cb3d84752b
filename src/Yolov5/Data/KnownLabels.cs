namespace Yolov5.Data;

/// <summary>The labels of a file that was read without an error.</summary>
/// <param name="Stamp">State of the file when it was read.</param>
/// <param name="Content">The labels.</param>
internal sealed record KnownLabels(FileStamp Stamp, LabelFileContent Content);
