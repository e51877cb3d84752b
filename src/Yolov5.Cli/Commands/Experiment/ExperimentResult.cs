using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary>Content of <c>EXPERIMENT_results.json</c>. A figure that was not measured is left out.</summary>
internal sealed record ExperimentResult
{
    /// <summary>Ending of the files.</summary>
    public const string FileEnding = "_results.json";

    /// <summary>Id of the experiment's scheme.</summary>
    [Required]
    public required string Experiment { get; init; }

    /// <summary>Size of the network: n, s, m, l or x.</summary>
    public required string ModelType { get; init; }

    /// <summary>The most that tensors held in a training iteration, in GiB.</summary>
    [JsonPropertyName("peak_mem_GiB")]
    public double? PeakMemory { get; init; }

    /// <summary>Mean time of an iteration in seconds, from one batch to the next; the first of each epoch, which waits for data, is left out.</summary>
    public double? AvgIterTimeS { get; init; }

    /// <summary>mAP@0.5 after the last epoch, in percent.</summary>
    public double? FinalMap { get; init; }

    /// <summary>mAP@0.5:0.95 after the last epoch, in percent.</summary>
    [JsonPropertyName("final_map_50_95")]
    public double? FinalMap50To95 { get; init; }

    /// <summary>The best mAP@0.5 of all epochs, in percent.</summary>
    public double? BestMap { get; init; }

    /// <summary>The most that the allocator took from the system in a training iteration, in GiB.</summary>
    [JsonPropertyName("peak_reserved_GiB")]
    public double? PeakReserved { get; init; }

    /// <summary>Images a second in training, data loading included.</summary>
    public double? ImagesPerS { get; init; }

    /// <summary>Time of the whole training in seconds, validation included.</summary>
    public double? TotalTimeS { get; init; }

    /// <summary>Number of iterations.</summary>
    public long Iterations { get; init; }

    /// <summary>Epochs that were trained.</summary>
    public int Epochs { get; init; }

    /// <summary>Images of a batch.</summary>
    public int BatchSize { get; init; }

    /// <summary>Side of the images in pixels.</summary>
    public int ImgSize { get; init; }

    /// <summary>Device that was trained on.</summary>
    public string Device { get; init; } = "";

    /// <summary>Reason that the experiment failed; null if it did not.</summary>
    public string? Error { get; init; }
}
