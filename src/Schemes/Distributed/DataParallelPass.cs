namespace Schemes.Distributed;

/// <summary>
/// One forward and backward pass under <see cref="DataParallel"/>. A pass that is disposed of before <see cref="Complete"/>,
/// because it failed, sends nothing any more.
/// </summary>
public sealed class DataParallelPass : IDisposable
{
    private readonly DataParallel _parallel;
    private bool _ended;

    internal DataParallelPass(DataParallel parallel) => _parallel = parallel;

    /// <summary>Ends the backward pass: waits for the sums, if the pass makes them.</summary>
    /// <exception cref="CollectiveException">A rank did not come in time, or was lost.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _parallel.Complete();
        _ended = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended)
            _parallel.Abandon();
        _ended = true;
    }
}
