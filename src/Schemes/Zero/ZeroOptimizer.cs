using Interop;
using Schemes.Distributed;
using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// Divides training state among ranks (Rajbhandari et al., ZeRO: Memory Optimizations Toward Training Trillion Parameter
/// Models, 2020) and keeps it on the host where that is asked for (Ren et al., ZeRO-Offload, 2021). Every rank updates its
/// share of the parameters, with any <see cref="Optimizers.Optimizer"/>, from gradients averaged over the ranks.
/// </summary>
/// <remarks>
/// <para>Stage 1 divides the optimizer's state and reduces gradients when the update comes; stage 2 reduces them unit by
/// unit as the backward pass makes them, and keeps a share; stage 3 keeps a share of the parameters too: a unit's are
/// gathered before its forward pass, again before its backward pass, and let go of after each. In between they are empty
/// tensors.</para>
/// <para>A step is: <see cref="BeginPass"/>, forward (stage 3: every unit through <see cref="Run"/>), backward,
/// <see cref="ZeroPass.Complete"/>, once or several times; then <see cref="ReduceGradients"/>, unscale and clip what that
/// returns, <see cref="Optimizer"/>'s step, <see cref="Publish"/>. All ranks do the same, on the same network.</para>
/// <para>In a world of one nothing is divided; offloading does its work all the same.</para>
/// </remarks>
public sealed class ZeroOptimizer : IDisposable
{
    private readonly PartitionedUnit[] _units;
    private readonly FlatPartition[] _flats;
    private readonly List<AccumulationHook> _hooks = [];
    private readonly IReadOnlyList<Tensor> _parameters;
    private bool _inPass;
    private int _next;

    /// <summary>Takes the parameters over: from here on they are views of flat buffers, or empty.</summary>
    /// <param name="units">All parameters of the groups, each in one unit, in the order of the forward pass.</param>
    /// <param name="groups">The parameters with their settings: float32, dense, on one device. The same on all ranks.</param>
    /// <param name="optimizer">Makes the optimizer over this rank's shares of the groups.</param>
    /// <param name="options">What is divided.</param>
    /// <param name="group">The ranks; stays the caller's.</param>
    /// <exception cref="ArgumentException">A parameter is in no unit, in two, or cannot be partitioned.</exception>
    public ZeroOptimizer(
        IReadOnlyList<ZeroUnit> units,
        IReadOnlyList<ParameterGroup> groups,
        Func<IReadOnlyList<ParameterGroup>, Optimizer> optimizer,
        ZeroOptions options,
        ProcessGroup group)
    {
        ArgumentNullException.ThrowIfNull(units);
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(group);
        Options = options.Validated();
        Group = group;
        NamedParameter[][] members = Members(units, groups);
        _units = [.. members.Select(parameters => new PartitionedUnit(Partitions(parameters)))];
        _flats = [.. _units.SelectMany(unit => unit.Flats)];
        _parameters = [.. members.SelectMany(parameters => parameters).Select(parameter => parameter.Value)];
        Dictionary<string, Tensor> pieces = _flats.SelectMany(flat => flat.Pieces).ToDictionary(piece => piece.Slot.Parameter.Name, piece => piece.Value);
        Masters = [.. members.SelectMany(parameters => parameters).Where(parameter => pieces.ContainsKey(parameter.Name)).Select(parameter => pieces[parameter.Name])];
        Optimizer = optimizer([.. groups.Select(whole => new ParameterGroup(
            whole.Name,
            whole.Parameters.Where(parameter => pieces.ContainsKey(parameter.Name)).Select(parameter => parameter with { Value = pieces[parameter.Name] }),
            whole.InitialLearningRate,
            whole.Momentum,
            whole.WeightDecay))]);

        // The nodes that accumulate gradients take the shape that a parameter has when they are made: release comes after.
        if (Options.Stage > 1)
            WatchGradients();
        foreach (PartitionedUnit unit in _units)
            unit.Release();
    }

    /// <summary>What is divided.</summary>
    public ZeroOptions Options { get; }

    /// <summary>The ranks.</summary>
    public ProcessGroup Group { get; }

    /// <summary>What updates this rank's shares; schedules set its groups.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>This rank's shares of the parameters in float32, with the reduced gradients; a parameter that lies elsewhere has none.</summary>
    public IReadOnlyList<Tensor> Masters { get; }

    /// <summary>The tensors on which gradients are kept between passes: the parameters in stage 1, the shares after that.</summary>
    public IReadOnlyList<Tensor> GradientHolders => Options.Stage == 1 ? _parameters : Masters;

    /// <summary>What this rank keeps now.</summary>
    public ZeroMemory Memory => new(
        _flats.Sum(flat => flat.ParameterBytes),
        _flats.Sum(flat => flat.MasterBytes),
        GradientHolders.Sum(GradientBytes),
        Optimizer.StateBytes);

    /// <summary>Begins a forward and backward pass.</summary>
    public ZeroPass BeginPass()
    {
        if (_inPass)
            throw new InvalidOperationException("The last pass has not ended.");
        _inPass = true;
        _next = _units.Length - 1;
        return new ZeroPass(this);
    }

    /// <summary>Runs a unit's modules with its parameters in place, and has them back in place for its backward pass.</summary>
    /// <param name="unit">Which of the units that the optimizer was made with.</param>
    /// <param name="segment">Computes the outputs.</param>
    /// <param name="inputs">What it takes.</param>
    /// <returns>What it gave. The unit's parameters reach the loss through these tensors alone.</returns>
    public Tensor[] Run(int unit, Func<Tensor[], Tensor[]> segment, Tensor[] inputs)
    {
        ArgumentNullException.ThrowIfNull(segment);
        PartitionedUnit partitioned = _units[unit];
        if (!partitioned.IsPartitioned)
            return segment(inputs);
        try
        {
            partitioned.Gather();
            Tensor[] outputs = segment(inputs);
            foreach (Tensor output in outputs)
            {
                if (output.requires_grad)
                    GradientHook.Attach(output.Handle, partitioned.Gather);
            }

            return outputs;
        }
        finally
        {
            partitioned.Release();
        }
    }

    /// <summary>Ends the accumulation: after it, every rank has the averaged gradients of its shares.</summary>
    /// <returns><see cref="Masters"/>, to be unscaled and clipped together with the other ranks.</returns>
    public IReadOnlyList<Tensor> ReduceGradients()
    {
        if (_inPass)
            throw new InvalidOperationException("A pass is under way.");
        if (Options.Stage > 1)
            return Masters;
        try
        {
            foreach (FlatPartition flat in _flats.Reverse())
            {
                for (int i = 0; i < flat.Slots.Count; i++)
                    flat.Gradients.Take(i);
                flat.Gradients.Reduce();
            }

            Commit();
        }
        catch
        {
            ClearGradients();
            throw;
        }

        return Masters;
    }

    /// <summary>After the optimizer's step: brings the updated shares to the parameters of all ranks.</summary>
    public void Publish()
    {
        foreach (FlatPartition flat in _flats)
            flat.Publish();
    }

    /// <summary>
    /// All parameters whole and in float32, on the network's device, some at a time: each part is let go of when the next
    /// is asked for. All ranks have to enumerate together, to the end.
    /// </summary>
    public IEnumerable<IReadOnlyList<NamedParameter>> FullWeights()
    {
        foreach (FlatPartition flat in _flats)
        {
            using TorchSharp.DisposeScope scope = NewDisposeScope();
            Tensor full = flat.FullMaster();
            yield return [.. flat.Slots.Select(slot => slot.Parameter with { Value = slot.In(full) })];
        }
    }

    /// <summary>Lets go of everything; a network whose parameters were divided is of no use after that.</summary>
    public void Dispose()
    {
        _hooks.ForEach(hook => hook.Dispose());
        _hooks.Clear();
        Optimizer.Dispose();
        foreach (PartitionedUnit unit in _units)
            unit.Dispose();
    }

    internal void Complete()
    {
        if (Options.Stage > 1)
        {
            for (; _next >= 0; _next--)
            {
                _units[_next].Release();
                _units[_next].Reduce();
            }

            Commit();
        }

        _inPass = false;
    }

    internal void Abandon()
    {
        _inPass = false;
        foreach (PartitionedUnit unit in _units)
            unit.Release();
        if (Options.Stage > 1)
            ClearGradients();
    }

    private static long GradientBytes(Tensor holder)
    {
        nint gradient = TensorHandle.Grad(holder.Handle);
        if (gradient == 0)
            return 0;
        TensorInfo info = TensorHandle.Info(gradient);
        TensorHandle.Free(gradient);
        return info.Numel * info.ElementSize;
    }

    private static NamedParameter[][] Members(IReadOnlyList<ZeroUnit> units, IReadOnlyList<ParameterGroup> groups)
    {
        Dictionary<string, NamedParameter> known = groups.SelectMany(group => group.Parameters).ToDictionary(parameter => parameter.Name);
        NamedParameter[][] members = [.. units.Select(unit => unit.ParameterNames.Select(name =>
            known.Remove(name, out NamedParameter parameter) ? parameter : throw new ArgumentException($"{name} of unit {unit.Name} is in no group, or in two units.", nameof(units))).ToArray())];
        return known.Count == 0 ? members : throw new ArgumentException($"{known.Keys.First()} is in no unit.", nameof(units));
    }

    // By type, in a fixed order; a unit may have no parameters at all.
    private FlatPartition[] Partitions(NamedParameter[] parameters) =>
    [
        .. parameters
            .GroupBy(parameter => Options.ParameterType is { } low && parameter.Value.ndim > 1 ? low : ScalarType.Float32)
            .OrderBy(alike => alike.Key)
            .Select(alike => new FlatPartition([.. alike], alike.Key, Options, Group)),
    ];

    private void WatchGradients()
    {
        foreach (PartitionedUnit unit in _units)
        {
            foreach (FlatPartition flat in unit.Flats)
            {
                for (int i = 0; i < flat.Slots.Count; i++)
                {
                    int index = i;
                    _hooks.Add(new AccumulationHook(flat.Slots[i].Parameter.Value.Handle, () => Take(unit, flat, index)));
                }
            }
        }
    }

    private void Take(PartitionedUnit unit, FlatPartition flat, int index)
    {
        if (!_inPass)
            throw new InvalidOperationException("ZeRO takes gradients between BeginPass and Complete only.");
        flat.Gradients.Take(index);
        if (!unit.IsComplete)
            return;
        unit.Release();

        // In one order on all ranks, whichever unit is ready first.
        for (; _next >= 0 && _units[_next].IsComplete; _next--)
            _units[_next].Reduce();
    }

    private void Commit()
    {
        // One wait covers what all units have sent to the host.
        _flats.FirstOrDefault(flat => flat.Gradients.IsOnItsWay)?.Gradients.Wait();
        foreach (FlatPartition flat in _flats)
            flat.Gradients.Commit();
    }

    private void ClearGradients()
    {
        foreach (FlatPartition flat in _flats)
            flat.Gradients.Clear();
    }
}
