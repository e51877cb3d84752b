namespace Benchmarks.Epochs;

/// <summary>A measured epoch of the training program: seconds by what they went to.</summary>
internal sealed record EpochRecord
{
    /// <summary>Images trained on.</summary>
    public required int Images { get; init; }

    /// <summary>Images validated; 0 if the epoch was not.</summary>
    public required int ValidationImages { get; init; }

    /// <summary>Batches.</summary>
    public required int Batches { get; init; }

    /// <summary>Seconds without a batch to train on, with those before the first one.</summary>
    public required double Waiting { get; init; }

    /// <summary>Seconds before the first batch.</summary>
    public required double FirstBatch { get; init; }

    /// <summary>Seconds in steps.</summary>
    public required double Steps { get; init; }

    /// <summary>Seconds in the validation.</summary>
    public required double Evaluation { get; init; }

    /// <summary>Part of <see cref="Evaluation"/> in the network and the suppression of its boxes.</summary>
    public required double EvaluationComputing { get; init; }

    /// <summary>Seconds in which results and checkpoints were written.</summary>
    public required double Saving { get; init; }

    /// <summary>Utilisation of the device while it trained, 0..1: of a GPU as its driver counts it, of a CPU the share that this process took of the cores' time that other programs left.</summary>
    public double? Utilisation { get; init; }

    /// <summary>True if steps are computed on the cores, where images are loaded too.</summary>
    public bool OnCores { get; init; }

    /// <summary>The most images of a pass where memory was too small for whole batches.</summary>
    public int? MicroBatchSize { get; init; }

    /// <summary>Bytes of memory that the process had at most since it began, its resident set.</summary>
    public long PeakResidentBytes { get; init; }

    /// <summary>Seconds of the part that trains.</summary>
    public double Training => Waiting + Steps;
}
