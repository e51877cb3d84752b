using TorchSharp.Tests.Tensors;

namespace TorchSharp.Tests.Torch;

public sealed class RandomTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void SeedsRepeatTheirNumbers()
    {
        torch.manual_seed(7);
        torch.Tensor first = torch.randn(5);
        torch.Tensor second = torch.randn(5);
        torch.random.manual_seed(7);
        Assert.Equal(7, torch.initial_seed());
        Assert.True(torch.randn(5).Equals(first));
        Assert.False(torch.randn(5).Equals(first));
        Assert.False(first.Equals(second));
    }

    /// <summary>The first numbers of PyTorch's generator on the CPU for seed 0.</summary>
    [Fact]
    public void NumbersAreThoseOfPyTorch()
    {
        torch.manual_seed(0);
        float[] uniform = Values.Of(torch.rand(3));
        Assert.Equal(0.4962566f, uniform[0], 1e-6f);
        Assert.Equal(0.7682218f, uniform[1], 1e-6f);
        Assert.Equal(0.0884774f, uniform[2], 1e-6f);
    }

    [Fact]
    public void StatesCanBePutBack()
    {
        torch.manual_seed(1);
        torch.Tensor state = torch.get_rng_state();
        torch.Tensor numbers = torch.rand(4);
        torch.set_rng_state(state);
        Assert.True(torch.rand(4).Equals(numbers));
    }

    [Fact]
    public void NumbersStayInTheirRange()
    {
        torch.manual_seed(2);
        torch.Tensor whole = torch.randint(3, 7, [1000]);
        Assert.Equal(3, whole.min().item<long>());
        Assert.Equal(6, whole.max().item<long>());
        Assert.Equal([.. Enumerable.Range(0, 20).Select(i => (long)i)], Values.OfWhole(torch.randperm(20).sort().Values));
        torch.Tensor normal = torch.zeros(10000).normal_(3, 2);
        Assert.Equal(3, normal.mean().item<float>(), 0.1);
        Assert.Equal(2, normal.std().item<float>(), 0.1);
        torch.Tensor uniform = torch.zeros(10000).uniform_(-1, 3);
        Assert.InRange(uniform.min().item<float>(), -1f, -0.9f);
        Assert.InRange(uniform.max().item<float>(), 2.9f, 3f);
    }

    [Fact]
    public void ThreadsCanBeChosen()
    {
        int before = torch.get_num_threads();
        torch.set_num_threads(1);
        Assert.Equal(1, torch.get_num_threads());
        torch.set_num_threads(before);
    }

    [Fact]
    public void CudaIsAbsentOrAnswers()
    {
        Assert.Equal(torch.cuda.device_count() > 0, torch.cuda.is_available());
        Assert.Throws<ArgumentException>(() => torch.cuda.synchronize(torch.CPU));
    }
}
