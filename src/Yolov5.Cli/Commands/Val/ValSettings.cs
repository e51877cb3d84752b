using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Validation;

namespace Yolov5.Cli.Commands.Val;

/// <summary>Settings of a command line of <c>yolo5 val</c>.</summary>
internal sealed record ValSettings
{
    /// <summary>The dataset YAML, or a folder in FRED's layout.</summary>
    public required string Data { get; init; }

    /// <summary>Reads the options of pairs for a data set that is paired or not, and the cameras that the weights were trained with.</summary>
    public required Func<bool, Modality?, PairOptions?> Pairs { get; init; }

    /// <summary>The network, where it is not the one that the weights describe.</summary>
    public string? Model { get; init; }

    /// <summary>The images.</summary>
    public required DatasetSplit Split { get; init; }

    /// <summary>Long side of the images in pixels, as given.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Images of a batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Threads that load images.</summary>
    public required int Workers { get; init; }

    /// <summary>libtorch's name of the device.</summary>
    public required string Device { get; init; }

    /// <summary>True if batches are as flat or narrow as their images allow.</summary>
    public required bool Rectangular { get; init; }

    /// <summary>True to print a line for each class.</summary>
    public required bool Verbose { get; init; }

    /// <summary>True to write a label file for each image.</summary>
    public required bool SavesText { get; init; }

    /// <summary>True to write confidences into it.</summary>
    public required bool SavesConfidence { get; init; }

    /// <summary>True to write COCO's results file, and to evaluate it.</summary>
    public required bool SavesJson { get; init; }

    /// <summary>True to draw the first batches, the confusion matrix and the curves.</summary>
    public required bool Plots { get; init; }

    /// <summary>Folder of the results; created when something is written.</summary>
    public required string Folder { get; init; }

    /// <summary>Options of the validation.</summary>
    public required ValidationOptions Options { get; init; }
}
