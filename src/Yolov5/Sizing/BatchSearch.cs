namespace Yolov5.Sizing;

/// <summary>
/// Finds the largest batch within a limit: measures a few small ones, lays a line through their peaks, tries the size
/// that the line predicts, and goes down or up from there until the largest one that ran is known. Only sizes that
/// were tried are chosen.
/// </summary>
public sealed class BatchSearch
{
    // Enough to go from a wrong prediction to the right size by doubling and halving; a bound all the same.
    private const int MostTrials = 24;

    private readonly Func<int, ProbeResult> _probe;
    private readonly Func<ProbeResult, long> _limitOf;
    private readonly List<BatchTrial> _trials = [];

    /// <summary>Prepares a search.</summary>
    /// <param name="probe">Tries a batch size.</param>
    /// <param name="limitOf">The limit of allocated bytes, from what a probe saw of the device.</param>
    public BatchSearch(Func<int, ProbeResult> probe, Func<ProbeResult, long> limitOf)
    {
        ArgumentNullException.ThrowIfNull(probe);
        ArgumentNullException.ThrowIfNull(limitOf);
        _probe = probe;
        _limitOf = limitOf;
    }

    /// <summary>The small sizes that the line is laid through.</summary>
    public IReadOnlyList<int> FirstSizes { get; init; } = [2, 4, 8];

    /// <summary>No size above it is tried.</summary>
    public int Most { get; init; } = 4096;

    /// <summary>Called before each trial with the batch size, and the peak that the memory line predicts, if there is one.</summary>
    public Action<int, long?>? Trying { get; init; }

    /// <summary>Called after each trial.</summary>
    public Action<BatchTrial>? Tried { get; init; }

    /// <summary>Trials so far, also after a search that was cancelled.</summary>
    public IReadOnlyList<BatchTrial> Trials => _trials;

    /// <summary>The limit, once there is a trial.</summary>
    public long Limit => _trials.Count == 0 ? 0 : _limitOf(_trials[0].Result);

    /// <summary>The line of least squares through the peaks so far; null with fewer than two.</summary>
    public MemoryLine? Line => LineThrough(_trials);

    /// <summary>Tries the given sizes and no other.</summary>
    public BatchChoice TryOnly(IEnumerable<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        foreach (int size in sizes)
            Try(size, Line?.At(size));
        return new BatchChoice(_trials, Line, LargestFitting(), Limit);
    }

    /// <summary>Searches.</summary>
    /// <exception cref="InvalidInputException">A probe failed for another reason than memory.</exception>
    public BatchChoice Run()
    {
        int least = 0;
        int most = Most + 1;
        foreach (int size in FirstSizes.Where(size => size <= Most))
        {
            if (Passes(Try(size, predicted: null)))
            {
                least = size;
                continue;
            }

            most = size;
            break;
        }

        MemoryLine? line = Line;
        int downwards = 1;
        while (most - least > 1 && _trials.Count < MostTrials)
        {
            int size = Next(least, most, line, ref downwards);
            if (size <= least)
            {
                // The line predicts nothing larger. Sizes below one that is known to fail are tried without the line.
                if (most > Most)
                    break;
                size = least + 1;
            }

            if (Passes(Try(size, line?.At(size))))
                least = size;
            else
                most = size;
        }

        return new BatchChoice(_trials, line, LargestFitting(), Limit);
    }

    // Next size to try between one that fits (0 at first) and one that does not; at most `least` if nothing is to be gained.
    private int Next(int least, int most, MemoryLine? first, ref int downwards)
    {
        // The peaks are only piecewise linear: the two largest that were measured extrapolate best.
        BatchTrial[] measured = [.. _trials.Where(trial => trial.Result.PeakAllocatedBytes is not null).OrderBy(trial => trial.BatchSize).TakeLast(2)];
        bool promised = _trials.Any(trial => trial.PredictedPeakBytes is not null);
        MemoryLine? line = promised ? LineThrough(measured) ?? first : first;
        if (line is not { } known)
            return (least + most) / 2;
        int size = known.LargestWithin(Limit, Most);
        if (size < most)
            return size;

        // The line predicts a size that has failed (fragmentation, for one, is not linear): go down in growing steps.
        size = Math.Max(Math.Max(least + 1, (least + most) / 2), most - downwards);
        downwards *= 2;
        return size;
    }

    private BatchTrial Try(int size, long? predicted)
    {
        Trying?.Invoke(size, predicted);
        BatchTrial trial = new(size, predicted, _probe(size));
        _trials.Add(trial);
        Tried?.Invoke(trial);
        return trial.Result.Status == ProbeStatus.Failed
            ? throw new InvalidInputException($"The probe at batch {size} failed: {trial.Result.Message}")
            : trial;
    }

    private bool Passes(BatchTrial trial) => trial.IsWithin(Limit);

    private int? LargestFitting() => _trials.Where(Passes).Select(trial => (int?)trial.BatchSize).Max();

    private static MemoryLine? LineThrough(IEnumerable<BatchTrial> trials)
    {
        (int, long)[] points = [.. trials.Where(trial => trial.Result.PeakAllocatedBytes is not null).Select(trial => (trial.BatchSize, trial.Result.PeakAllocatedBytes!.Value)).DistinctBy(point => point.BatchSize)];
        return points.Length < 2 ? null : MemoryLine.Fit(points);
    }
}
