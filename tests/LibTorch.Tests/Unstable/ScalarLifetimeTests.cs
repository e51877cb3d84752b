using LibTorch.Loading;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

public class ScalarLifetimeTests
{
    [Fact]
    public void Numbers_reach_libtorch_whatever_the_garbage_collector_does()
    {
        Engine.Start();
        bool done = false;
        Thread collector = new(() =>
        {
            while (!Volatile.Read(ref done))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            using Tensor sum = zeros(1, ScalarType.Float64);
            const int Additions = 300_000;
            for (int i = 0; i < Additions; i++)
                sum.add_(3).DetachFromDisposeScope();
            Assert.Equal(3.0 * Additions, sum.item<double>());
        }
        finally
        {
            Volatile.Write(ref done, true);
            collector.Join();
        }
    }
}
