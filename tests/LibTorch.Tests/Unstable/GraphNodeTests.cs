using System.Runtime.InteropServices;
using LibTorch.Unstable;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

public class GraphNodeTests
{
    [Fact]
    public void Gradients_pass_through_nodes_and_operators()
    {
        using var scope = NewDisposeScope();
        Tensor x = arange(6, ScalarType.Float32).reshape(2, 3).requires_grad_();
        Tensor y = ones(2, 3).requires_grad_();
        Tensor[] outputs = Product(x.mul(2), y);
        BackwardPass.Run(outputs[0].sum() + outputs[1].mul(10).sum());
        Assert.Equal([22f, 22, 22, 22, 22, 22], x.grad!.data<float>().ToArray());
        Assert.Equal([10f, 12, 14, 16, 18, 20], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Outputs_that_nobody_uses_have_no_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor?[]? seen = null;
        Tensor[] outputs = Node([x], [x.mul(1), x.mul(2)], gradients =>
        {
            seen = [.. gradients.Select(gradient => gradient?.alias().DetachFromDisposeScope())];
            return [gradients[0]!.alias()];
        });
        BackwardPass.Run(outputs[0].sum());
        Assert.NotNull(seen![0]);
        Assert.Null(seen[1]);
        seen[0]!.Dispose();
    }

    [Fact]
    public void A_node_over_tensors_without_gradients_still_runs()
    {
        using var scope = NewDisposeScope();
        Tensor weight = ones(3).requires_grad_();
        Tensor[] outputs = Node([ones(3)], [ones(3)], gradients =>
        {
            using Tensor inner = Recorded(() => weight.mul(5).sum());
            BackwardPass.Run(inner);
            return [null];
        });
        BackwardPass.Run(outputs[0].sum());
        Assert.Equal(15, weight.grad!.sum().ToDouble());
    }

    [Fact]
    public void An_exception_comes_out_of_the_backward_pass_as_it_was_thrown()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        InvalidDataException thrown = new("of this node");
        Tensor[] outputs = Node([x], [x.mul(1)], _ => throw thrown);
        Assert.Same(thrown, Assert.Throws<InvalidDataException>(() => BackwardPass.Run(outputs[0].sum())));
        Assert.Null(x.grad);

        // The next pass is not affected.
        Tensor again = Node([x], [x.mul(1)], gradients => [gradients[0]!.mul(3)])[0];
        BackwardPass.Run(again.sum());
        Assert.Equal(9, x.grad!.sum().ToDouble());
    }

    [Fact]
    public void An_exception_of_a_nested_pass_comes_out_too()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        InvalidDataException thrown = new("of the inner node");
        Tensor outer = Node([x], [x.mul(1)], _ =>
        {
            BackwardPass.Run(Recorded(() => Node([x.detach().requires_grad_()], [ones(3)], _ => throw thrown)[0].sum()));
            return [null];
        })[0];
        Assert.Same(thrown, Assert.Throws<InvalidDataException>(() => BackwardPass.Run(outer.sum())));
    }

    [Fact]
    public void An_error_of_libtorch_stays_what_it_is()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor output = Node([x], [x.mul(1)], gradients => [gradients[0]!.view(7)])[0];
        ExternalException error = Assert.Throws<ExternalException>(() => BackwardPass.Run(output.sum()));
        Assert.Contains("shape '[7]' is invalid", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_number_of_gradients_is_named()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor output = Node([x, x], [x.mul(1)], gradients => [gradients[0]!.alias()])[0];
        Assert.Contains("over 2 tensors gave 1", Assert.Throws<InvalidOperationException>(() => BackwardPass.Run(output.sum())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_backward_pass_says_that_nothing_is_left()
    {
        using var scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor sum = Node([x], [x.mul(1)], gradients => [gradients[0]!.alias()])[0].sum();
        BackwardPass.Run(sum);
        Assert.ThrowsAny<Exception>(() => BackwardPass.Run(sum));
    }

    [Fact]
    public void No_node_is_left_when_the_graph_goes()
    {
        int before = GraphNode.Alive;
        long tensors = Tensor.TotalCount;
        for (int i = 0; i < 100; i++)
        {
            using var scope = NewDisposeScope();
            Tensor x = ones(3).requires_grad_();
            Tensor[] outputs = Product(x, x.mul(2));
            if (i % 3 == 0)
                BackwardPass.Run(outputs[0].sum());
            if (i % 3 == 1)
                Assert.Throws<InvalidDataException>(() => BackwardPass.Run(Node([outputs[0]], [ones(2, 3)], _ => throw new InvalidDataException())[0].sum()));
        }

        Assert.Equal(before, GraphNode.Alive);
        Assert.Equal(tensors, Tensor.TotalCount);
    }

    [Fact]
    public async Task Threads_run_backward_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 200; i++)
            {
                using var scope = NewDisposeScope();
                Tensor x = full([4], thread + 1f).requires_grad_();
                Tensor y = x;
                for (int depth = 0; depth < 5; depth++)
                    y = Product(y, ones(4))[0];
                BackwardPass.Run(y.sum());
                Assert.Equal(4, x.grad!.sum().ToDouble());
            }
        })));
    }

    // [x * y, x + y]
    private static Tensor[] Product(Tensor x, Tensor y)
    {
        Tensor first = x.detach(), second = y.detach();
        return Node([x, y], [first.mul(second), first.add(second)], gradients =>
        {
            using var scope = NewDisposeScope();
            Tensor product = gradients[0] ?? zeros_like(first), sum = gradients[1] ?? zeros_like(first);
            return [product.mul(second).add(sum).DetachFromDisposeScope(), product.mul(first).add(sum).DetachFromDisposeScope()];
        });
    }

    private static Tensor[] Node(Tensor[] inputs, Tensor[] outputs, Func<Tensor?[], Tensor?[]> backward) =>
        GraphNode.Attach(inputs, [.. outputs.Select(output => output.detach())], backward);

    private static Tensor Recorded(Func<Tensor> compute)
    {
        using (enable_grad())
            return compute();
    }
}
