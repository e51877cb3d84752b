using System.Collections.Concurrent;

namespace Yolov5.Data;

/// <summary>
/// Threads that fill the slots of batches in the order in which they are added; without threads, adding a batch fills it.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly BlockingCollection<(PendingBatch Batch, int Slot)> _work = [];
    private readonly Action<PendingBatch, int, Sample> _make;
    private readonly Thread[] _threads;
    private readonly Sample _ownSample = new();
    private volatile bool _stopping;

    /// <param name="count">Number of threads.</param>
    /// <param name="make">Fills one slot, with a sample that belongs to the thread.</param>
    public WorkerPool(int count, Action<PendingBatch, int, Sample> make)
    {
        _make = make;
        _threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"DataLoader {i}" };
            _threads[i].Start();
        }
    }

    public void Add(PendingBatch batch)
    {
        for (int slot = 0; slot < batch.Plan.Indices.Length; slot++)
        {
            if (_threads.Length == 0)
                Fill(batch, slot, _ownSample);
            else
                _work.Add((batch, slot));
        }
    }

    /// <summary>Ends the threads after the slot that each is filling.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _work.CompleteAdding();
        foreach (Thread thread in _threads)
            thread.Join();
        _work.Dispose();
    }

    private void Work()
    {
        Sample sample = new();
        foreach ((PendingBatch batch, int slot) in _work.GetConsumingEnumerable())
        {
            if (_stopping)
                return;
            Fill(batch, slot, sample);
        }
    }

    private void Fill(PendingBatch batch, int slot, Sample sample)
    {
        try
        {
            _make(batch, slot, sample);
        }
        catch (Exception exception)
        {
            // Thrown on the thread that waits for the batch.
            batch.Fail(exception);
        }
        finally
        {
            batch.Complete();
        }
    }
}
