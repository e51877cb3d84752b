namespace Schemes.Zero;

/// <summary>
/// One forward and backward pass under a <see cref="ZeroOptimizer"/>. What it adds to the gradients counts from
/// <see cref="Complete"/> on; a pass that is disposed of before, because it failed, leaves nothing behind.
/// </summary>
public sealed class ZeroPass : IDisposable
{
    private readonly ZeroOptimizer _optimizer;
    private bool _ended;

    internal ZeroPass(ZeroOptimizer optimizer) => _optimizer = optimizer;

    /// <summary>The backward pass has ended: what is left of its gradients is reduced, and all are added up.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        _optimizer.Complete();
        _ended = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ended)
            _optimizer.Abandon();
        _ended = true;
    }
}
