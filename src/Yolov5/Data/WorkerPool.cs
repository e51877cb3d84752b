using System.Collections.Concurrent;

namespace Yolov5.Data;

/// <summary>
/// Threads that fill the slots of batches in the order in which they are added; without threads, adding a batch fills it. They may be
/// kept for the batches of later epochs.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly BlockingCollection<(PendingBatch Batch, int Slot)> _work = [];
    private readonly Action<PendingBatch, int, Sample> _make;
    private readonly Thread[] _threads;
    private readonly Sample _ownSample = new();
    private readonly object _changed = new();
    private int _open;
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
            {
                Fill(batch, slot, _ownSample);
                continue;
            }

            lock (_changed)
                _open++;
            _work.Add((batch, slot));
        }
    }

    /// <summary>Drops the slots that are waiting, and returns when no thread is filling one any more.</summary>
    public void Drain()
    {
        while (_work.TryTake(out _))
            Done();
        lock (_changed)
        {
            while (_open > 0)
                Monitor.Wait(_changed);
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
            Done();
        }
    }

    private void Done()
    {
        lock (_changed)
        {
            _open--;
            Monitor.PulseAll(_changed);
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
