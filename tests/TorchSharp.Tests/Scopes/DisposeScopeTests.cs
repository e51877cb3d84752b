namespace TorchSharp.Tests.Scopes;

public class DisposeScopeTests
{
    [Fact]
    public void TensorsDieWithTheirScope()
    {
        torch.Tensor inner, outer, detached;
        using (DisposeScope first = torch.NewDisposeScope())
        {
            using (DisposeScope second = torch.NewDisposeScope())
            {
                inner = torch.zeros(1);
                outer = torch.zeros(1).MoveToOuterDisposeScope();
                detached = torch.zeros(1).DetachFromDisposeScope();
                Assert.Equal(1, second.DisposablesCount);
                Assert.True(second.Contains(inner));
                Assert.Same(second, torch.CurrentDisposeScope);
            }

            Assert.True(inner.IsInvalid);
            Assert.False(outer.IsInvalid);
            Assert.Equal([outer], first.DisposablesView);
        }

        Assert.True(outer.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
        Assert.Null(torch.CurrentDisposeScope);
    }

    [Fact]
    public void ScopesKeepWhatTheyAreTold()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor a = torch.zeros(1);
        torch.Tensor b = torch.zeros(1);
        torch.Tensor c = torch.zeros(1);
        Assert.Same(b, scope.DisposeEverythingBut(b));
        Assert.True(a.IsInvalid && c.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
        scope.Detach(b);
        scope.DisposeEverything();
        Assert.False(b.IsInvalid);
        scope.Attach(b);
        scope.Attach(b);
        Assert.Equal(1, scope.DisposablesCount);
        Assert.Throws<InvalidOperationException>(() => scope.Attach(new MemoryStream()));
    }

    [Fact]
    public void DisposedTensorsLeaveTheirScope()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor[] tensors = [.. Enumerable.Range(0, 10).Select(_ => torch.zeros(1))];
        Random random = new(3);
        random.Shuffle(tensors);
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i].Dispose();
            Assert.Equal(tensors.Length - 1 - i, scope.DisposablesCount);
            Assert.All(tensors[(i + 1)..], tensor => Assert.True(scope.Contains(tensor)));
        }
    }

    [Fact]
    public void ScopesCloseInAnyOrder()
    {
        DisposeScope first = torch.NewDisposeScope();
        torch.Tensor a = torch.zeros(1);
        DisposeScope second = torch.NewDisposeScope();
        torch.Tensor b = torch.zeros(1);
        first.Dispose();
        Assert.True(a.IsInvalid);
        Assert.False(b.IsInvalid);
        Assert.Same(second, torch.CurrentDisposeScope);
        second.Dispose();
        second.Dispose();
        Assert.True(b.IsInvalid);
        Assert.Null(torch.CurrentDisposeScope);
        Assert.Throws<ObjectDisposedException>(() => second.DisposablesCount);
    }

    [Fact]
    public void EveryThreadHasItsOwnScopes()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        torch.Tensor? elsewhere = null;
        Thread thread = new(() =>
        {
            Assert.Null(torch.CurrentDisposeScope);
            elsewhere = torch.zeros(1);
        });
        thread.Start();
        thread.Join();
        Assert.Equal(0, scope.DisposablesCount);
        elsewhere!.Dispose();
    }

    [Fact]
    public void TensorsMoveBetweenScopes()
    {
        using DisposeScope first = torch.NewDisposeScope();
        torch.Tensor a = torch.zeros(1);
        using DisposeScope second = torch.NewDisposeScope();
        torch.Tensor b = torch.zeros(1).MoveToOtherDisposeScope(a);
        Assert.True(first.Contains(b));
        (torch.Tensor moved, _) = first.MoveToOther(second, b, a);
        Assert.True(second.Contains(moved) && second.Contains(a));
        Assert.Equal(0, first.DisposablesCount);
    }

    [Fact]
    public void StatisticsCountCreationAndDisposal()
    {
        LifetimeStatistics statistics = DisposeScopeManager.Statistics.TensorStatistics;
        statistics.Reset();
        torch.zeros(1).Dispose();
        using (torch.NewDisposeScope())
        {
            torch.zeros(1).Dispose();
            _ = torch.zeros(1);
        }

        Assert.Equal((1, 1), (statistics.CreatedOutsideScopeCount, statistics.DisposedOutsideScopeCount));
        Assert.Equal((2, 2), (statistics.CreatedInScopeCount, statistics.DisposedInScopeCount));
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void WrappedExpressionsLeaveTheirResultOnly()
    {
        long before = torch.Tensor.TotalCount;
        torch.Tensor result = torch.WrappedTensorDisposeScope(() => (torch.ones(2) * 2 + 1).sum());
        Assert.Equal(before + 1, torch.Tensor.TotalCount);
        Assert.Equal(6f, result.item<float>());
        result.Dispose();
    }

    [Fact]
    public void HandlesCanBeGivenAway()
    {
        long before = torch.Tensor.TotalCount;
        torch.Tensor x = torch.ones(2);
        nint handle = x.DecoupleFromNativeHandle();
        Assert.True(x.IsInvalid);
        Assert.Equal(before, torch.Tensor.TotalCount);
        using torch.Tensor y = torch.Tensor.UnsafeCreateTensor(handle);
        Assert.Equal(2f, y.sum().ToSingle());
    }

    [Fact]
    public void ForgottenTensorsAreFinalized()
    {
        Settle();
        long before = torch.Tensor.TotalCount;
        Forget(1000);
        Settle();
        Assert.InRange(torch.Tensor.TotalCount, 0, before + 2);

        static void Forget(int count)
        {
            for (int i = 0; i < count; i++)
                _ = torch.zeros(10);
        }
    }

    /// <summary>Nothing refers to the operands any more while the operator runs: they must not be finalized under it.</summary>
    [Fact]
    public void OperandsLiveAsLongAsTheirOperator()
    {
        using CancellationTokenSource done = new();
        Thread collector = new(() =>
        {
            while (!done.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        for (int i = 0; i < 500; i++)
        {
            float sum = torch.cat([torch.ones(1000), torch.ones(1000) + torch.ones(1000)]).mul(torch.full(2000, 2)).sum().item<float>();
            Assert.Equal(6000f, sum);
            Assert.Equal([1f, 1, 1], torch.ones(3).data<float>().ToArray());
        }

        done.Cancel();
        collector.Join();
    }

    private static void Settle()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
