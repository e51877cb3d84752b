using Schemes.Checkpointing;
using Schemes.Distributed;
using Schemes.Optimizers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// Divides training state among ranks (Rajbhandari et al., ZeRO: Memory Optimizations Toward Training Trillion Parameter
/// Models, 2020) and keeps it on the host if asked to (Ren et al., ZeRO-Offload, 2021). Every rank updates its
/// share of the parameters, with any <see cref="Optimizers.Optimizer"/>, from gradients summed over the ranks.
/// </summary>
/// <remarks>
/// <para>Stage 1 divides the optimizer's state and reduces gradients when the update comes; stage 2 reduces them unit by
/// unit as the backward pass makes them, and keeps a share; stage 3 keeps a share of the parameters too: a unit's are
/// gathered before its forward pass, again before its backward pass, and released after each. In between they are empty
/// tensors.</para>
/// <para>A step is: <see cref="BeginPass"/>, forward (stage 3: every unit through <see cref="Run"/>), backward,
/// <see cref="ZeroPass.Complete"/>, once or several times; then <see cref="ReduceGradients"/>, unscale and clip what that
/// returns, <see cref="Optimizer"/>'s step, <see cref="Publish"/>. All ranks do the same, on the same network.</para>
/// <para>In a world of one nothing is divided; offloading works all the same.</para>
/// </remarks>
public sealed partial class ZeroOptimizer : IDisposable
{
    private readonly PartitionedUnit[] _units;
    private readonly FlatPartition[] _flats;
    private readonly IReadOnlyList<Tensor> _parameters;

    /// <summary>Takes the parameters over: from here on they are views of flat buffers, or empty.</summary>
    /// <param name="units">All parameters of the groups, each in one unit, in the order of the forward pass.</param>
    /// <param name="groups">The parameters with their settings: float32, dense, on one device. The same on all ranks.</param>
    /// <param name="optimizer">Makes the optimizer over this rank's shares of the groups.</param>
    /// <param name="options">Options that say what is divided.</param>
    /// <param name="group">The ranks; remains owned by the caller.</param>
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
        Dictionary<string, Parameter> pieces = _flats.SelectMany(flat => flat.Pieces).ToDictionary(piece => piece.Slot.Parameter.Name, piece => piece.Value);
        Masters = [.. members.SelectMany(parameters => parameters).Where(parameter => pieces.ContainsKey(parameter.Name)).Select(parameter => pieces[parameter.Name])];
        Optimizer = optimizer([.. groups.Select(whole => new ParameterGroup(
            whole.Name,
            whole.Parameters.Where(parameter => pieces.ContainsKey(parameter.Name)).Select(parameter => parameter with { Value = pieces[parameter.Name] }),
            whole.InitialLearningRate,
            whole.Momentum,
            whole.WeightDecay))]);

        foreach (PartitionedUnit unit in _units)
            unit.Release();
    }

    /// <summary>Options that say what is divided.</summary>
    public ZeroOptions Options { get; }

    /// <summary>The ranks.</summary>
    public ProcessGroup Group { get; }

    /// <summary>Optimizer that updates this rank's shares; schedules set its groups.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>This rank's shares of the parameters in float32, with the reduced gradients; a parameter that lies elsewhere has none.</summary>
    public IReadOnlyList<Parameter> Masters { get; }

    /// <summary>The tensors on which gradients are kept between passes: the parameters in stage 1, the shares after that.</summary>
    public IReadOnlyList<Tensor> GradientHolders => Options.Stage == 1 ? _parameters : Masters;

    /// <summary>Memory that this rank keeps now.</summary>
    public ZeroMemory Memory => new(
        _flats.Sum(flat => flat.ParameterBytes),
        _flats.Sum(flat => flat.MasterBytes),
        GradientHolders.Sum(GradientBytes),
        Optimizer.StateBytes);

    /// <summary>
    /// The most bytes of whole parameters that are there at once beside <see cref="Memory"/>: of a unit, and over several ranks of the
    /// one that travels meanwhile. 0 where parameters stay whole.
    /// </summary>
    public long GatheredBytes
    {
        get
        {
            long[] units = [.. _units.Select(unit => unit.Flats.Where(flat => flat.IsPartitioned).Sum(flat => flat.GatheredBytes))];
            return units.Length == 0 ? 0 : units.Select((bytes, i) => bytes + (Group.WorldSize > 1 && i + 1 < units.Length ? units[i + 1] : 0)).Max();
        }
    }

    /// <summary>Copies the updated shares to the parameters of all ranks, after the optimizer's step.</summary>
    public void Publish()
    {
        foreach (FlatPartition flat in _flats)
            flat.Publish();
    }

    /// <summary>
    /// All parameters whole and in float32, on the network's device, some at a time: each part is released when the next
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

    /// <summary>Releases everything; a network whose parameters were divided cannot be used afterwards.</summary>
    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (PartitionedUnit unit in _units)
            unit.Dispose();
    }

    private static long GradientBytes(Tensor holder)
    {
        using Tensor? gradient = holder.grad;
        return gradient is null ? 0 : gradient.numel() * gradient.ElementSize;
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
}
