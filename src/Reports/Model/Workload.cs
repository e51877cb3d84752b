namespace Reports.Model;

/// <summary>Workload of a run: the network, the image size and the data. Runs of different workloads are not comparable.</summary>
public sealed record Workload
{
    /// <summary>Network, for example <c>yolov5s</c>.</summary>
    public required string Model { get; init; }

    /// <summary>Side of the square input images in pixels.</summary>
    public required int Imgsz { get; init; }

    /// <summary>Name of the data set, for example <c>coco128</c>.</summary>
    public required string Dataset { get; init; }

    /// <summary>Hash of the data set's content, so that another set of the same name is noticed.</summary>
    public string? DatasetHash { get; init; }

    /// <summary>Weights that the accuracy pass starts from: a file's name, or the name of the shared warm start.</summary>
    public string? Weights { get; init; }

    /// <summary>Content hash of these weights.</summary>
    public string? WeightsHash { get; init; }
}
