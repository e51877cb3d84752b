using System.Collections.Concurrent;
using System.Collections.Immutable;
using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>
/// Makes batches on worker threads, a bounded number ahead. A batch depends on seed, epoch and its number alone, never
/// on the number of workers: each sample has a random stream of its own.
/// </summary>
public sealed class DataLoader
{
    private const int ReplacementAttempts = 16;

    // Streams of a batch, apart from those of its samples, which have places from 0.
    private const int ScaleStream = -1, QuadStream = -2;

    private readonly DataLoaderOptions _options;
    private readonly ImmutableArray<PlannedBatch> _rectangular;
    private readonly PixelPool _pool;
    private readonly ConcurrentDictionary<string, DatasetProblem> _problems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, bool> _leftOut = new();
    private WorkerPool? _workers;

    /// <summary>Creates a loader.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or rectangular batches shall be shuffled.</exception>
    /// <exception cref="InvalidInputException">A batch would not fit into one array.</exception>
    public DataLoader(DetectionDataset dataset, DataLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Workers);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Prefetch, 1);
        if (options.Rectangular && options.Shuffle)
            throw new ArgumentException("Rectangular batches are sorted by aspect and cannot be shuffled.", nameof(options));
        Dataset = dataset;
        _options = options;
        BatchSize = Math.Min(options.BatchSize, dataset.Count);
        _pool = new PixelPool(options.Prefetch + 2);
        _rectangular = options.Rectangular
            ? BatchPlan.Rectangular(dataset.Entries, BatchSize, dataset.ImageSize, options.Stride, options.Pad)
            : [];
        if (options.Quad && (options.Rectangular || BatchSize < QuadBatch.Images))
            throw new ArgumentException("Four square images are joined to one.", nameof(options));
        int largest = options.MultiScale ? BatchPlan.LargestSize(dataset.ImageSize, options.Stride) : dataset.ImageSize;
        _ = PixelCount(BatchSize, largest, largest);
        int rest = dataset.Count % BatchSize;
        int least = (options.Quad ? QuadBatch.Images : 1) * (options.Share.IsOfEachBatch ? options.Share.WorldSize : 1);
        if (BatchSize < least)
            throw new InvalidInputException($"Batches of {BatchSize} images{(options.Share.WorldSize > 1 ? $" for {options.Share.WorldSize} ranks" : "")}: at least {least} images are needed.");
        bool usesRest = rest >= (options.DropLast ? BatchSize : least);
        BatchCount = (dataset.Count / BatchSize) + (usesRest ? 1 : 0);
    }

    /// <summary>Data set that the samples come from.</summary>
    public DetectionDataset Dataset { get; }

    /// <summary>Images a batch, over all ranks.</summary>
    public int BatchSize { get; }

    /// <summary>Batches an epoch, over all ranks. A last batch that does not have an image for every rank is left out.</summary>
    public int BatchCount { get; }

    /// <summary>
    /// Weight of each image, by which the images of the epochs that begin later are drawn; null takes every image once an epoch.
    /// </summary>
    public IReadOnlyList<double>? Weights { get; set; }

    /// <summary>The batch that comes next: saved with a training state and passed to <see cref="Resume"/>, training goes on where it was.</summary>
    public LoaderPosition Position { get; private set; }

    /// <summary>Images that could not be read while loading, or only with damage, each once, in the order of their names.</summary>
    public IReadOnlyList<DatasetProblem> Problems => [.. (Dataset.CacheFailure is { } failure ? _problems.Values.Append(failure) : _problems.Values).OrderBy(problem => problem.File, StringComparer.Ordinal)];

    /// <summary>Images that the epoch begun last left out, because they could not be read any more, in the order of the data set.</summary>
    public IReadOnlyList<DatasetEntry> LeftOut => [.. _leftOut.Keys.Order().Select(index => Dataset.Entries[index])];

    /// <summary>Plans the images of each batch of an epoch, over all ranks.</summary>
    public ImmutableArray<PlannedBatch> Plan(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        RandomStream order = new(_options.Seed, epoch);
        ImmutableArray<PlannedBatch> plan =
            _options.Rectangular ? _rectangular
            : Weights is { } weights ? BatchPlan.Weighted(weights, BatchSize, Dataset.ImageSize, order)
            : BatchPlan.Square(Dataset.Count, BatchSize, Dataset.ImageSize, _options.Shuffle ? order : null);
        plan = plan.Length > BatchCount ? plan[..BatchCount] : plan;
        return _options.MultiScale
            ? [.. plan.Select((batch, i) => BatchPlan.Scaled(batch, Dataset.ImageSize, _options.Stride, new RandomStream(_options.Seed, epoch, ScaleStream, i)))]
            : plan;
    }

    /// <summary>The batches of an epoch from a saved position on.</summary>
    public IEnumerable<Batch> Resume(LoaderPosition position, CancellationToken cancellationToken = default) =>
        Epoch(position.Epoch, position.Batch, cancellationToken);

    /// <summary>
    /// The batches of an epoch. Each belongs to the caller, who disposes it; the workers end with the enumeration, however
    /// it ends, unless they are persistent; then there is one enumeration at a time.
    /// </summary>
    /// <param name="epoch">Epoch from 0.</param>
    /// <param name="firstBatch">Batch to begin with, from 0 to <see cref="BatchCount"/>.</param>
    /// <param name="cancellationToken">Ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidInputException">No image can be read any more.</exception>
    /// <exception cref="InvalidOperationException">A sample could not be made; the message names its file.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchCount);
        return Run(epoch, firstBatch, cancellationToken);
    }

    /// <summary>Ends the threads that are kept between epochs; no epoch may be under way. A later epoch starts new ones.</summary>
    public void EndWorkers()
    {
        _workers?.Dispose();
        _workers = null;
    }

    private IEnumerable<Batch> Run(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        Position = new LoaderPosition(epoch, firstBatch);
        _leftOut.Clear();
        ImmutableArray<PlannedBatch> plan = Plan(epoch);
        int[] own = [.. Enumerable.Range(firstBatch, plan.Length - firstBatch).Where(_options.Share.Includes)];
        WorkerPool workers = _workers ?? new WorkerPool(_options.Workers, Make);
        _workers = _options.PersistentWorkers ? workers : null;
        Queue<PendingBatch> ahead = new();
        int next = 0;
        int prefetch = _options.Workers == 0 ? 1 : _options.Prefetch;
        int delivered = 0;
        try
        {
            while (true)
            {
                while (next < own.Length && ahead.Count < prefetch)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    PlannedBatch planned = _options.Share.Of(plan[own[next]], _options.Quad ? QuadBatch.Images : 1);
                    byte[] pixels = _pool.Rent(PixelCount(planned.Indices.Length, planned.OutputWidth, planned.OutputHeight));
                    PendingBatch added = new(new LoaderPosition(epoch, own[next]), planned, Dataset.Channels, pixels, Finish) { Pairs = PairsOf(plan[own[next]]) };
                    ahead.Enqueue(added);
                    workers.Add(added);
                    next++;
                }

                if (ahead.Count == 0)
                    break;
                PendingBatch pending = ahead.Peek();
                Batch? batch = pending.Wait(cancellationToken);
                ahead.Dequeue();
                pending.Dispose();
                Position = Following(pending.Position);
                if (batch is null)
                    continue;
                delivered++;
                yield return batch;
            }

            if (delivered == 0 && firstBatch == 0 && own.Length > 0 && Problems is [DatasetProblem problem, ..])
                throw new InvalidInputException($"No image can be read any more. The first problem: {problem}");
        }
        finally
        {
            // No thread may write into a buffer that has been returned.
            if (_workers is null)
                workers.Dispose();
            else
                workers.Drain();
            foreach (PendingBatch unused in ahead)
            {
                unused.Release(_pool);
                unused.Dispose();
            }
        }
    }

    private PairTally? PairsOf(PlannedBatch batch) =>
        Dataset.Pairs is null ? null : PairTally.Of(batch.Indices.Select(index => Dataset.Entries[index].Frames!));

    private Batch? Finish(PendingBatch pending)
    {
        Batch? batch = pending.ToBatch(_pool);
        return _options.Quad && batch is not null
            ? QuadBatch.Join(batch, new RandomStream(_options.Seed, pending.Position.Epoch, QuadStream, pending.Position.Batch), _pool, pending.Plan.Before)
            : batch;
    }

    private LoaderPosition Following(LoaderPosition position) => position.Batch + 1 < BatchCount
        ? position with { Batch = position.Batch + 1 }
        : new LoaderPosition(position.Epoch + 1, 0);

    private void Make(PendingBatch batch, int slot, Sample sample)
    {
        int index = batch.Plan.Indices[slot];
        // An image that is drawn several times an epoch is another sample each time.
        RandomStream own = batch.Plan.RepeatsImages
            ? new RandomStream(_options.Seed, batch.Position.Epoch, index, batch.Plan.First + slot + 1)
            : new RandomStream(_options.Seed, batch.Position.Epoch, index);
        if (TryLoad(batch, slot, index, sample, own))
        {
            batch.Fill(slot, sample);
            return;
        }

        UnreadableImage policy = _options.Unreadable ?? (Dataset.IsAugmented ? UnreadableImage.Replace : UnreadableImage.Skip);
        if (policy == UnreadableImage.Skip)
        {
            _leftOut[index] = true;
            return;
        }

        RandomStream random = new(_options.Seed, batch.Position.Epoch, index, batch.Plan.Before + slot);
        for (int attempt = 0; attempt < ReplacementAttempts; attempt++)
        {
            if (!TryLoad(batch, slot, random.NextInt(Dataset.Count), sample, random))
                continue;
            batch.Fill(slot, sample);
            return;
        }
    }

    private bool TryLoad(PendingBatch batch, int slot, int index, Sample sample, RandomStream random)
    {
        string file = Dataset.Entries[index].ImagePath;
        try
        {
            Dataset.Load(index, batch.Plan, sample, random, batch.PlanesOf(slot), slot);
            foreach (DatasetProblem problem in sample.Problems)
                Tell(problem);
            return true;
        }
        catch (Exception exception) when (exception is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            Tell(DatasetProblem.LeftOut(file, exception));
            return false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{file}: the sample could not be made: {exception.Message}", exception);
        }
    }

    private void Tell(DatasetProblem problem)
    {
        if (_problems.TryAdd(problem.File, problem))
            _options.Problems?.Report(problem);
    }

    /// <summary>One array holds a batch, and an array holds at most 2 GiB.</summary>
    private int PixelCount(int images, int width, int height)
    {
        long count = (long)Dataset.Channels * images * width * height;
        return count <= Array.MaxLength
            ? (int)count
            : throw new InvalidInputException($"A batch of {images} images of {width}x{height} pixels has {count} values; at most {Array.MaxLength} are possible. Choose a smaller batch or image size.");
    }
}
