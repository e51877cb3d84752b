using Yolov5.Training;

namespace Yolov5.Sizing;

/// <summary>The search for the largest batch of one configuration on one device.</summary>
public sealed class BatchSizing
{
    private readonly TrainingConfig _config;
    private readonly SizingOptions _options;
    private readonly IStepProbe _probe;

    /// <summary>Prepares the search.</summary>
    /// <param name="config">Network, image size, device, scheme, optimizer; its batch size is ignored.</param>
    /// <param name="options">Options of the search.</param>
    /// <param name="probe">Probe that runs the steps.</param>
    public BatchSizing(TrainingConfig config, SizingOptions options, IStepProbe probe)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(probe);
        _config = config;
        _options = options.Validated();
        _probe = probe;
    }

    /// <summary>Called before each trial with the batch size, and the peak that the memory line predicts, if there is one.</summary>
    public Action<int, long?>? Trying { get; init; }

    /// <summary>Called after each trial.</summary>
    public Action<BatchTrial>? Tried { get; init; }

    /// <summary>Searches, or tries the sizes that the options name.</summary>
    /// <exception cref="InvalidInputException">A probe failed for another reason than memory.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public BatchChoice Run(CancellationToken cancellationToken = default)
    {
        long available = 0;
        BatchSearch search = new(
            size =>
            {
                ProbeResult result = _probe.Run(RequestOf(size, available), cancellationToken);
                if (available == 0)
                    available = result.AvailableBytes;
                return result;
            },
            first => Math.Min((long)(_options.Fraction * first.TotalBytes), first.AvailableBytes))
        {
            Most = _options.MostImages,
            Trying = Trying,
            Tried = Tried,
        };
        return _options.Only.Count > 0 ? search.TryOnly(_options.Only.Distinct().Order()) : search.Run();
    }

    // Without a budget a CPU's tensors are bounded by the machine's memory: a step that is too large then ends with an
    // error instead of with the system's choice of a process to kill.
    private ProbeRequest RequestOf(int batchSize, long available) => new()
    {
        Config = _config with { BatchSize = batchSize },
        Mode = _options.Mode,
        ClassCount = _options.ClassCount,
        LabelsPerImage = _options.LabelsPerImage,
        Threads = _options.Threads,
        MemoryBudget = _options.MemoryBudget > 0 ? _options.MemoryBudget : _config.Device == "cpu" ? available : 0,
    };
}
