using Schemes.Optimizers;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Optimization;

/// <summary>
/// Exponential moving average of a network: after update n every floating tensor of the state dictionary, running
/// statistics included, is d * average + (1 - d) * network with d = decay * (1 - exp(-n / tau)). Integer counters keep the
/// value that they had at first.
/// </summary>
/// <remarks>The average lives on the network's device; create it when the network is on its final device.</remarks>
public sealed class ModelEma : IDisposable
{
    private readonly double _decay;
    private readonly double _tau;
    private readonly Dictionary<string, int> _places;
    private readonly Tensor[] _average;

    /// <summary>Begins with a copy of the network.</summary>
    /// <param name="model">The network; only its values are copied.</param>
    /// <param name="decay">Limit of the decay.</param>
    /// <param name="tau">Number of updates over which the decay approaches its limit.</param>
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
        _places = floating.Select((entry, place) => (entry.Key, place)).ToDictionary(pair => pair.Key, pair => pair.place);
        _average = [.. floating.Select(entry => entry.Value)];
    }

    /// <summary>The averaged network, in evaluation mode; it stays this object's.</summary>
    public DetectionModel Model { get; }

    /// <summary>Updates so far; a resumed run sets it.</summary>
    public long Updates { get; set; }

    /// <summary>The decay of update <paramref name="update"/>, counted from 1.</summary>
    public double DecayAt(long update) => _decay * (1 - Math.Exp(-update / _tau));

    /// <summary>Updates the average with the network's present values.</summary>
    /// <param name="model">The network that the average began with.</param>
    /// <param name="whole">Its parameters by their names in the state dictionary, a part at a time, if the network itself does not hold them (ZeRO).</param>
    public void Update(DetectionModel model, IEnumerable<IReadOnlyList<NamedParameter>>? whole = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Updates++;
        double decay = DecayAt(Updates);
        using IDisposable noGrad = no_grad();
        HashSet<string> done = [];
        foreach (IReadOnlyList<NamedParameter> part in whole ?? [])
        {
            Move([.. part.Select(entry => _average[_places[entry.Name]])], [.. part.Select(entry => entry.Value)], decay);
            done.UnionWith(part.Select(entry => entry.Name));
        }

        (Tensor Average, Tensor Current)[] rest = [.. model.State()
            .Where(entry => entry.Value.is_floating_point() && !done.Contains(entry.Key))
            .Select(entry => (_average[_places[entry.Key]], entry.Value))];
        if (done.Count + rest.Length != _average.Length)
            throw new ArgumentException($"The network has {done.Count + rest.Length} floating tensors, the average {_average.Length}.", nameof(model));
        Move([.. rest.Select(pair => pair.Average)], [.. rest.Select(pair => pair.Current)], decay);
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();

    private static void Move(Tensor[] average, Tensor[] current, double decay)
    {
        using DisposeScope scope = NewDisposeScope();
        for (int i = 0; i < average.Length; i++)
            average[i].mul_(decay).add_(current[i], 1 - decay);
    }
}
