using Schemes.Checkpointing;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Checkpointing;

public class ActivationCheckpointTests
{
    [Fact]
    public void Gradients_and_running_statistics_are_those_of_the_plain_computation_to_the_bit()
    {
        using Network plain = new();
        using Network checkpointed = new();
        checkpointed.load_state_dict(plain.state_dict());
        using Tensor images = rand(2, 3, 16, 16);

        using (Tensor loss = plain.forward(images).pow(2).sum())
            loss.Backward();
        Tensor[] outputs = ActivationCheckpoint.Run(inputs => [checkpointed.forward(inputs[0])], [images], [.. checkpointed.buffers()]);
        using (Tensor loss = outputs[0].pow(2).sum())
            loss.Backward();

        AssertSame(plain, checkpointed);
    }

    [Fact]
    public void Several_inputs_and_outputs_carry_their_gradients()
    {
        using Tensor a = rand(4, requires_grad: true);
        using Tensor b = rand(4, requires_grad: true);
        Tensor[] outputs = ActivationCheckpoint.Run(inputs => [inputs[0] * inputs[1], inputs[0].exp(), inputs[1]], [a, b]);
        using Tensor loss = (outputs[0] + (2 * outputs[1]) + (3 * outputs[2])).sum();
        loss.Backward();

        using Tensor expectedA = b.detach() + (2 * a.detach().exp());
        using Tensor expectedB = a.detach() + 3;
        Assert.True(a.grad!.allclose(expectedA));
        Assert.True(b.grad!.allclose(expectedB));
    }

    [Fact]
    public void An_output_that_nothing_uses_needs_no_gradient()
    {
        using Tensor a = rand(4, requires_grad: true);
        Tensor[] outputs = ActivationCheckpoint.Run(inputs => [inputs[0] * 2, inputs[0] * 3], [a]);
        outputs[1].sum().Backward();

        Assert.Equal([3f, 3f, 3f, 3f], a.grad!.data<float>().ToArray());
    }

    [Fact]
    public void Random_numbers_are_replayed()
    {
        using Tensor a = ones(1000, requires_grad: true);
        List<float[]> masks = [];
        manual_seed(5);
        Tensor[] outputs = ActivationCheckpoint.Run(
            inputs =>
            {
                Tensor mask = (rand(1000) > 0.5).to(ScalarType.Float32);
                masks.Add(mask.data<float>().ToArray());
                return [inputs[0] * mask];
            },
            [a]);
        using Tensor after = rand(1000);
        float[] drawnBefore = after.data<float>().ToArray();
        outputs[0].sum().Backward();

        Assert.Equal(2, masks.Count);
        Assert.Equal(masks[0], masks[1]);
        Assert.Equal(masks[0], a.grad!.data<float>().ToArray());

        // The replay leaves no trace in what is drawn afterwards.
        manual_seed(5);
        using Tensor first = rand(1000);
        using Tensor second = rand(1000);
        using Tensor third = rand(1000);
        Assert.Equal(drawnBefore, second.data<float>().ToArray());
    }

    [Fact]
    public void Checkpoints_nest()
    {
        using Tensor a = rand(4, requires_grad: true);
        Tensor[] outputs = ActivationCheckpoint.Run(
            outer => ActivationCheckpoint.Run(inner => [inner[0].sin()], [outer[0] * 2]), [a]);
        outputs[0].sum().Backward();

        using Tensor expected = 2 * (2 * a.detach()).cos();
        Assert.True(a.grad!.allclose(expected));
    }

    [Fact]
    public void An_exception_of_the_recomputation_arrives_with_its_message()
    {
        using Tensor a = rand(4, requires_grad: true);
        int calls = 0;
        Tensor[] outputs = ActivationCheckpoint.Run(
            inputs => ++calls == 1 ? [inputs[0] * 2] : throw new InvalidOperationException("the second time it fails"), [a]);

        Exception error = Assert.ThrowsAny<Exception>(() => outputs[0].sum().Backward());
        Assert.Contains("the second time it fails", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_gradients_the_segment_runs_once_and_keeps_nothing()
    {
        using IDisposable noGrad = no_grad();
        using Tensor a = rand(4, requires_grad: true);
        int calls = 0;
        Tensor[] outputs = ActivationCheckpoint.Run(
            inputs =>
            {
                calls++;
                return [inputs[0] * 2];
            },
            [a]);

        Assert.Equal(1, calls);
        Assert.False(outputs[0].requires_grad);
    }

    private static void AssertSame(nn.Module expected, nn.Module actual)
    {
        foreach (((string name, Tensor left), (_, Tensor right)) in expected.named_buffers().Zip(actual.named_buffers()))
            Assert.True(left.equal(right).all().item<bool>(), name);
        foreach (((string name, var left), (_, var right)) in expected.named_parameters().Zip(actual.named_parameters()))
            Assert.True(left.grad!.equal(right.grad!).all().item<bool>(), $"gradient of {name}");
    }

    private sealed class Network : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Conv2d conv = nn.Conv2d(3, 8, 3);
        private readonly TorchSharp.Modules.BatchNorm2d bn = nn.BatchNorm2d(8);
        private readonly TorchSharp.Modules.Conv2d last = nn.Conv2d(8, 4, 3);

        public Network()
            : base(nameof(Network))
        {
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using DisposeScope scope = NewDisposeScope();
            return last.forward(nn.functional.silu(bn.forward(conv.forward(input)))).MoveToOuterDisposeScope();
        }
    }
}
