using Interop;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Optimization;

/// <summary>
/// Exponential moving average of a network: after update n every floating tensor of the state dictionary, running
/// statistics included, is d * average + (1 - d) * network with d = decay * (1 - exp(-n / tau)). Integer counters keep the
/// value that they had at first.
/// </summary>
/// <remarks>The average lives on the network's device; make it after the network is where it stays.</remarks>
public sealed class ModelEma : IDisposable
{
    private static readonly Operator Multiply = Operator.Named("aten::_foreach_mul_", "Scalar");
    private static readonly Operator Add = Operator.Named("aten::_foreach_add_", "List");

    private readonly double _decay;
    private readonly double _tau;
    private readonly string[] _names;
    private readonly Tensor[] _average;

    /// <summary>Begins with a copy of the network.</summary>
    /// <param name="model">The network; only its values are copied.</param>
    /// <param name="decay">What the decay tends to.</param>
    /// <param name="tau">Updates over which it does so.</param>
    /// <param name="updates">Updates so far, when a run is resumed.</param>
    public ModelEma(DetectionModel model, double decay = 0.9999, double tau = 2000, long updates = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(updates);
        _decay = decay;
        _tau = tau;
        Updates = updates;
        Model = model.Clone();
        Model.eval();
        foreach (Tensor parameter in Model.parameters())
            parameter.requires_grad = false;
        KeyValuePair<string, Tensor>[] floating = [.. Model.State().Where(entry => entry.Value.is_floating_point())];
        _names = [.. floating.Select(entry => entry.Key)];
        _average = [.. floating.Select(entry => entry.Value)];
    }

    /// <summary>The averaged network, in evaluation mode; it stays this object's.</summary>
    public DetectionModel Model { get; }

    /// <summary>Updates so far; a resumed run sets it.</summary>
    public long Updates { get; set; }

    /// <summary>The decay of update <paramref name="update"/>, counted from 1.</summary>
    public double DecayAt(long update) => _decay * (1 - Math.Exp(-update / _tau));

    /// <summary>Takes up the network's present values.</summary>
    /// <param name="model">The network that the average began with.</param>
    public void Update(DetectionModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Tensor[] current = [.. model.State().Where(entry => entry.Value.is_floating_point()).Select(entry => entry.Value)];
        if (current.Length != _average.Length)
            throw new ArgumentException($"The network has {current.Length} floating tensors, the average {_names.Length}.", nameof(model));
        Updates++;
        double decay = DecayAt(Updates);
        using IDisposable noGrad = no_grad();
        nint[] average = Array.ConvertAll(_average, tensor => tensor.Handle);
        Multiply.Run(Argument.Tensors(average), decay);
        Add.Run(Argument.Tensors(average), Argument.Tensors(Array.ConvertAll(current, tensor => tensor.Handle)), 1 - decay);
        GC.KeepAlive(current);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
