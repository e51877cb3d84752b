namespace Yolov5.Data;

/// <summary>Progress of a scan.</summary>
/// <param name="Done">Images checked.</param>
/// <param name="Total">Images in all.</param>
/// <param name="Corrupt">Images found unusable so far.</param>
public readonly record struct ScanProgress(int Done, int Total, int Corrupt);
