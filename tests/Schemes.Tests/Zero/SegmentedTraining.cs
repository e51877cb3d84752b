using Schemes.Distributed;
using Schemes.MixedPrecision;
using Schemes.Optimizers;
using Schemes.Zero;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Schemes.Tests.Zero;

/// <summary>A <see cref="SegmentedNetwork"/> that is trained, with ZeRO or (no options) without.</summary>
internal sealed class SegmentedTraining : IDisposable
{
    private readonly bool _autocast;
    private readonly double _maxNorm;
    private readonly Optimizer _plain;

    public SegmentedTraining(ZeroOptions? options, ProcessGroup? group, string optimizer, bool autocast = false, double maxNorm = 1e6)
    {
        _autocast = autocast;
        _maxNorm = maxNorm;
        Network = new SegmentedNetwork(5);
        Scaler = new GradScaler(new GradScalerOptions { Enabled = autocast, InitialScale = 1024 });
        Optimizer Make(IReadOnlyList<ParameterGroup> groups) => optimizer == "sgd" ? new Sgd(groups) : new AdamW(groups);
        if (options is null)
            _plain = Make(Network.Groups);
        else
            Zero = new ZeroOptimizer(Network.Units, Network.Groups, Make, options, group!);
        _plain ??= Zero!.Optimizer;
    }

    public SegmentedNetwork Network { get; }

    public ZeroOptimizer? Zero { get; }

    public GradScaler Scaler { get; }

    /// <summary>Adds a batch's gradients to those that are there.</summary>
    public void Accumulate(int batch, int count = 4) => Accumulate(SegmentedNetwork.Batch(batch, count));

    /// <summary>Adds to the gradients those of a share of a batch's loss.</summary>
    public void Accumulate((Tensor Images, Tensor Wanted) batch, double share = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        using ZeroPass? pass = Zero?.BeginPass();
        Tensor loss;
        using (_autocast ? new Autocast(DeviceType.CPU, ScalarType.BFloat16) : null)
            loss = Network.Loss(batch.Images, batch.Wanted, (unit, segment, inputs) => Zero is null ? segment(inputs) : Zero.Run(unit, segment, inputs));
        Scaler.Scale(loss * share).Backward();
        pass?.Complete();
    }

    public bool Update()
    {
        IReadOnlyList<Parameter> weights = Zero is null ? [.. Network.Parameters.Values] : Zero.ReduceGradients();
        Scaler.Unscale(weights, Zero?.Group);
        bool taken = Scaler.Update(() =>
        {
            GradientClipping.ClipNorm(weights, _maxNorm, Zero?.Group);
            _plain.Step();
            Zero?.Publish();
        });
        _plain.ZeroGrad();
        return taken;
    }

    /// <summary>The float32 weights, whole.</summary>
    public Dictionary<string, float[]> Weights()
    {
        if (Zero is null)
            return Network.Weights();
        Dictionary<string, float[]> weights = [];
        foreach (IReadOnlyList<NamedParameter> part in Zero.FullWeights())
        {
            foreach (NamedParameter parameter in part)
                weights.Add(parameter.Name, parameter.Value.data<float>().ToArray());
        }

        return weights;
    }

    /// <summary>The optimizer's state, whole, in no scope.</summary>
    public Dictionary<string, Tensor> State()
    {
        Dictionary<string, Tensor> state = Zero?.StateDict() ?? _plain.StateDict();
        return state.ToDictionary(entry => entry.Key, entry => entry.Value.contiguous().DetachFromDisposeScope());
    }

    public void Dispose()
    {
        if (Zero is null)
            _plain.Dispose();
        Zero?.Dispose();
        Network.Dispose();
    }
}
