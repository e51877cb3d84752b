namespace Schemes.Zero;

/// <summary>
/// One forward and backward pass under a <see cref="ZeroOptimizer"/>. Its gradients count from
/// <see cref="Complete"/> on; a pass that is disposed of before, because it failed, leaves nothing behind.
/// </summary>
public sealed class ZeroPass : IDisposable
{
    private readonly ZeroOptimizer _optimizer;
    private bool _ended;

    internal ZeroPass(ZeroOptimizer optimizer) => _optimizer = optimizer;

    /// <summary>Ends the backward pass: reduces its remaining gradients and adds all of them up.</summary>
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
