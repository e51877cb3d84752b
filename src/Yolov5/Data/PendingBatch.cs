using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Yolov5.Data.Pairs;

namespace Yolov5.Data;

/// <summary>A batch while several threads fill it, each a slot at a time.</summary>
/// <param name="position">Its position.</param>
/// <param name="plan">Its images.</param>
/// <param name="channels">Channels of an image.</param>
/// <param name="pixels">Memory of its pixels.</param>
/// <param name="finish">Makes the batch of the filled slots, on the thread that fills the last one; null if none could be filled.</param>
internal sealed class PendingBatch(LoaderPosition position, PlannedBatch plan, int channels, byte[] pixels, Func<PendingBatch, Batch?> finish) : IDisposable
{
    private readonly SlotContent?[] _slots = new SlotContent?[plan.Indices.Length];
    private readonly ManualResetEventSlim _done = new();
    private ExceptionDispatchInfo? _failure;
    private int _remaining = plan.Indices.Length;
    private Batch? _batch;
    private bool _isFinished;

    public LoaderPosition Position => position;

    public PlannedBatch Plan => plan;

    /// <summary>Count of the pairs of the whole batch, over all ranks; null for images of one camera.</summary>
    public PairTally? Pairs { get; init; }

    private int ImageBytes => plan.OutputWidth * plan.OutputHeight * channels;

    /// <summary>Memory of a slot's pixels.</summary>
    public Span<byte> PlanesOf(int slot) => pixels.AsSpan(slot * ImageBytes, ImageBytes);

    /// <summary>Keeps everything of a sample but its pixels, which are in their place already.</summary>
    public void Fill(int slot, Sample sample) =>
        _slots[slot] = new SlotContent(sample.ImagePath, sample.Geometry, DetectionDataset.Targets(sample));

    /// <summary>Keeps the failure of a thread; the first one is reported.</summary>
    public void Fail(Exception exception) =>
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);

    /// <summary>Notes that a slot is done, filled or not.</summary>
    public void Complete()
    {
        if (Interlocked.Decrement(ref _remaining) > 0)
            return;
        try
        {
            if (_failure is null)
            {
                _batch = finish(this);
                _isFinished = true;
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        _done.Set();
    }

    /// <summary>Waits for all slots; the batch belongs to the caller, null if every slot stayed empty.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public Batch? Wait(CancellationToken cancellationToken)
    {
        _done.Wait(cancellationToken);
        _failure?.Throw();
        return _batch;
    }

    /// <summary>Gives the memory of a batch that nobody takes back; no thread may be filling it.</summary>
    public void Release(PixelPool pool)
    {
        if (_isFinished)
            _batch?.Dispose();
        else
            pool.Return(pixels);
    }

    /// <summary>The finished batch, without the slots that stayed empty; null if all did.</summary>
    public Batch? ToBatch(PixelPool pool)
    {
        ImmutableArray<int> filled = [.. Enumerable.Range(0, _slots.Length).Where(slot => _slots[slot] is not null)];
        if (filled.IsEmpty)
        {
            pool.Return(pixels);
            return null;
        }

        byte[] content = pixels;
        if (filled.Length < _slots.Length)
        {
            content = GC.AllocateUninitializedArray<byte>(filled.Length * ImageBytes, pinned: true);
            for (int i = 0; i < filled.Length; i++)
                pixels.AsSpan(filled[i] * ImageBytes, ImageBytes).CopyTo(content.AsSpan(i * ImageBytes));
            pool.Return(pixels);
        }

        SlotContent[] slots = [.. filled.Select(slot => _slots[slot]!)];
        float[] targets = new float[slots.Sum(slot => slot.Targets.Length)];
        int at = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i].Targets.CopyTo(targets, at);
            for (int end = at + slots[i].Targets.Length; at < end; at += Batch.TargetColumns)
                targets[at] = i;
        }

        return new Batch(
            position, channels, plan.OutputWidth, plan.OutputHeight, content, targets,
            [.. slots.Select(slot => slot.Path)], [.. slots.Select(slot => slot.Geometry)], pool.Return)
        { Pairs = Pairs };
    }

    public void Dispose() => _done.Dispose();

    private sealed record SlotContent(string Path, SampleGeometry Geometry, float[] Targets);
}
