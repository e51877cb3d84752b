using System.Runtime.InteropServices;

namespace TorchSharp.Tests.Tensors;

public sealed class GradientTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void BackwardFillsTheGradientsOfLeaves()
    {
        torch.Tensor x = torch.tensor(new float[] { 1, 2, 3 }, requires_grad: true);
        torch.Tensor y = x * x;
        Assert.True(x.is_leaf);
        Assert.False(y.is_leaf);
        Assert.Null(x.grad);
        y.sum().backward();
        Assert.Equal([2f, 4, 6], Values.Of(x.grad!));
        (x * 2).sum().backward();
        Assert.Equal([4f, 6, 8], Values.Of(x.grad!));
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void BackwardTakesGradientsOfItsRoots()
    {
        torch.Tensor x = torch.ones(2, requires_grad: true);
        (x * 3).backward([torch.tensor(new float[] { 1, 10 })]);
        Assert.Equal([3f, 30], Values.Of(x.grad!));
    }

    [Fact]
    public void IntermediateHandlesMayDieBeforeTheBackwardPass()
    {
        torch.Tensor x = torch.ones(3, requires_grad: true);
        torch.Tensor loss;
        using (torch.NewDisposeScope())
            loss = (x * 2).exp().sum().MoveToOuterDisposeScope();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        loss.backward();
        Assert.Equal(2 * Math.Exp(2), x.grad![0].item<float>(), 1e-4);
    }

    [Fact]
    public void GuardsSwitchRecordingAndPutItBack()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);
        using (torch.no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (torch.enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(torch.is_grad_enabled());
        }

        Assert.True((x * 2).requires_grad);
        using (torch.inference_mode())
            Assert.False((x * 2).requires_grad);
        Assert.True(torch.is_grad_enabled());
        Assert.False(x.detach().requires_grad);
    }

    [Fact]
    public void ChangingALeafInPlaceIsAnErrorOfOneLine()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);
        string message = Assert.Throws<ExternalException>(() => x.add_(1)).Message;
        Assert.Contains("leaf Variable", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void SecondBackwardNeedsTheGraph()
    {
        torch.Tensor x = torch.ones(1, requires_grad: true);
        torch.Tensor loss = (x * x).sum();
        loss.backward(retain_graph: true);
        loss.backward();
        Assert.Equal(4f, x.grad!.item<float>());
        Assert.Throws<ExternalException>(loss.backward);
    }
}
