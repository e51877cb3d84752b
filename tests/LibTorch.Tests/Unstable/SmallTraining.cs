using LibTorch.Stable;
using LibTorch.Unstable;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Unstable;

/// <summary>A small convolutional network, part of which may be checkpointed, and its training with the fused SGD.</summary>
internal sealed class SmallTraining : IDisposable
{
    private static readonly Operator FusedSgd = new("aten::_fused_sgd_");

    private readonly bool _checkpointed;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Sequential _first;
    private readonly Sequential _middle;
    private readonly Sequential _last;
    private readonly Tensor _images;
    private readonly Tensor[] _momentum;
    private Tensor? _loss;

    public SmallTraining(bool checkpointed)
    {
        _checkpointed = checkpointed;
        random.manual_seed(1);
        _first = nn.Sequential(nn.Conv2d(3, 16, 3, padding: 1), nn.BatchNorm2d(16), nn.SiLU());
        _middle = nn.Sequential(nn.Conv2d(16, 32, 3, stride: 2), nn.BatchNorm2d(32), nn.SiLU(), nn.MaxPool2d(3, stride: 1, padding: 1), nn.Conv2d(32, 32, 1));
        _last = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 10), nn.LogSoftmax(1));
        _images = rand(4, 3, 32, 32);
        _momentum = [.. Parameters.Select(parameter => zeros_like(parameter).detach())];
    }

    /// <summary>Name of what is running.</summary>
    public string Phase { get; private set; } = "";

    private IReadOnlyList<Tensor> Parameters => [.. _first.parameters().Concat(_middle.parameters()).Concat(_last.parameters())];

    public void Forward()
    {
        Phase = "forward";
        using var scope = NewDisposeScope();
        Tensor middle = _first.forward(_images);
        middle = _checkpointed ? Checkpoint(middle) : _middle.forward(middle);
        _loss = _last.forward(middle).pow(2).mean().DetachFromDisposeScope();
    }

    public void Backward()
    {
        Phase = "backward";
        using Tensor loss = Interlocked.Exchange(ref _loss, null)!;
        BackwardPass.Run(loss);
    }

    public void Step()
    {
        Forward();
        Backward();
        Update();
        DropGradients();
    }

    public void Update()
    {
        Phase = "optimizer";
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> parameters = Parameters;
        Argument gradients = Argument.List([.. parameters.Select(parameter => parameter.grad!)]);
        FusedSgd.Run(Argument.List(parameters), gradients, Argument.List(_momentum), 0.0, 0.9, 0.1, 0.0, false, false, false, Argument.None, Argument.None);
    }

    public void DropGradients()
    {
        Interlocked.Exchange(ref _loss, null)?.Dispose();
        foreach (Tensor parameter in Parameters)
            parameter.grad = null;
    }

    public double Loss()
    {
        Forward();
        using Tensor loss = Interlocked.Exchange(ref _loss, null)!;
        return loss.ToDouble();
    }

    public void Dispose() => _scope.Dispose();

    private Tensor Checkpoint(Tensor input)
    {
        Tensor output, saved = input.detach().DetachFromDisposeScope();
        using (no_grad())
            output = _middle.forward(input);
        return GraphNode.Attach([input], [output], gradients =>
        {
            using (saved)
            {
                return [Recompute(saved, gradients[0]!)];
            }
        })[0];
    }

    private Tensor Recompute(Tensor saved, Tensor gradient)
    {
        Phase = "recomputation";
        using var scope = NewDisposeScope();
        Tensor input = saved.detach().requires_grad_();
        Tensor output;
        using (enable_grad())
            output = _middle.forward(input);
        BackwardPass.Run(output, gradient);
        Phase = "backward";
        return input.grad!.DetachFromDisposeScope();
    }
}
