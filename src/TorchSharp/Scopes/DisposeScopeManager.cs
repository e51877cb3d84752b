namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? s_ofThread;

    public static ThreadDisposeScopeStatistics Statistics => OfThread.StatisticsOfThread;

    internal static DisposeScopeManager OfThread => s_ofThread ??= new DisposeScopeManager();

    internal ThreadDisposeScopeStatistics StatisticsOfThread { get; } = new();

    internal DisposeScope? Current { get; private set; }

    internal DisposeScope Open() => Current = new DisposeScope(this, Current);

    /// <summary>Takes a scope out of the chain; it need not be the innermost one.</summary>
    internal void Close(DisposeScope scope)
    {
        if (ReferenceEquals(Current, scope))
        {
            Current = scope.Outer;
            return;
        }

        for (DisposeScope? inner = Current; inner is not null; inner = inner.Outer)
        {
            if (!ReferenceEquals(inner.Outer, scope))
                continue;
            inner.Outer = scope.Outer;
            return;
        }
    }

    internal void Created(torch.Tensor tensor)
    {
        LifetimeStatistics statistics = StatisticsOfThread.TensorStatistics;
        if (Current is { } scope)
        {
            statistics.CreatedInScopeCount++;
            scope.Add(tensor);
        }
        else
        {
            statistics.CreatedOutsideScopeCount++;
        }
    }

    internal void Disposing(torch.Tensor tensor)
    {
        LifetimeStatistics statistics = StatisticsOfThread.TensorStatistics;
        if (tensor.OwningDisposeScope is null)
            statistics.DisposedOutsideScopeCount++;
        else
            statistics.DisposedInScopeCount++;
    }
}
