using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>
/// Updates parameters from their gradients, all tensors of a group in one call for each arithmetic operation. The
/// arithmetic, and its order, is that of PyTorch's optimizers of the same name.
/// </summary>
/// <remarks>
/// The state (momentum and such) is made at a parameter's first step, on its device; move the network before that.
/// Parameters without a gradient are not changed, nor are their states.
/// </remarks>
public abstract class Optimizer : IDisposable
{
    private readonly Dictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Takes the groups; their settings may be changed between steps.</summary>
    /// <exception cref="ArgumentException">A name appears twice.</exception>
    protected Optimizer(IEnumerable<ParameterGroup> groups)
    {
        Groups = [.. groups];
        foreach (NamedParameter parameter in Groups.SelectMany(group => group.Parameters))
        {
            if (!_slots.TryAdd(parameter.Name, new Slot(parameter.Value, new Tensor?[StateNames.Count])))
                throw new ArgumentException($"The parameter {parameter.Name} appears twice.", nameof(groups));
        }
    }

    /// <summary>The groups, in order.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Bytes of all state that is kept.</summary>
    internal long StateBytes => _slots.Values.SelectMany(slot => slot.State).Sum(kept => kept is null ? 0 : kept.numel() * kept.ElementSize);

    /// <summary>The tensors that are kept for each parameter, by name.</summary>
    protected internal abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Updates every parameter that has a gradient. Gradients stay as they are.</summary>
    public void Step()
    {
        using IDisposable noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach (ParameterGroup group in Groups)
        {
            List<(Slot Slot, Tensor Gradient)> members = [];
            foreach (NamedParameter parameter in group.Parameters)
            {
                if (parameter.Value.grad is { } gradient)
                    members.Add((_slots[parameter.Name], Alike(gradient, parameter.Value)));
            }

            // Parameters that joined later are behind in steps and are updated separately.
            foreach (var alike in members.GroupBy(member => (member.Slot.Steps, HasState: member.Slot.State.All(kept => kept is not null))))
            {
                Slot[] slots = [.. alike.Select(member => member.Slot)];
                Update(group, slots, [.. alike.Select(member => member.Gradient)]);
                foreach (Slot slot in slots)
                    slot.Steps++;
            }
        }
    }

    /// <summary>Forgets the gradients, or fills them with zeros.</summary>
    public void ZeroGrad(bool setToNone = true)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (NamedParameter parameter in Groups.SelectMany(group => group.Parameters))
        {
            if (setToNone)
                parameter.Value.grad = null;
            else
                parameter.Value.grad?.zero_();
        }
    }

    /// <summary>
    /// State that an exact resume needs: <c>NAME.step</c> (int64) and <c>NAME.STATE</c> for every parameter that
    /// has been updated. Copies, which belong to the caller.
    /// </summary>
    public Dictionary<string, Tensor> StateDict()
    {
        using IDisposable noGrad = no_grad();
        Dictionary<string, Tensor> state = new(StringComparer.Ordinal);
        foreach ((string name, Slot slot) in _slots)
        {
            if (slot.Steps == 0)
                continue;
            state.Add($"{name}.step", tensor(slot.Steps));
            for (int i = 0; i < StateNames.Count; i++)
            {
                if (slot.State[i] is { } kept)
                    state.Add($"{name}.{StateNames[i]}", kept.clone());
            }
        }

        return state;
    }

    /// <summary>Loads the state that <see cref="StateDict"/> gave; the tensors remain owned by the caller.</summary>
    /// <exception cref="ArgumentException">A name or a shape belongs to other parameters or another optimizer; nothing is changed then.</exception>
    public void LoadStateDict(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        CheckState(state);
        using IDisposable noGrad = no_grad();
        foreach ((string name, Slot slot) in _slots)
        {
            bool known = state.TryGetValue($"{name}.step", out Tensor? steps);
            slot.Steps = known ? steps!.item<long>() : 0;
            for (int i = 0; i < StateNames.Count; i++)
            {
                slot.State[i]?.Dispose();
                slot.State[i] = state.TryGetValue($"{name}.{StateNames[i]}", out Tensor? kept)
                    ? empty_like(slot.Parameter).copy_(kept).DetachFromDisposeScope()
                    : null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the state.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        foreach (Slot slot in _slots.Values)
        {
            for (int i = 0; i < slot.State.Length; i++)
            {
                slot.State[i]?.Dispose();
                slot.State[i] = null;
            }
        }
    }

    /// <summary>Updates parameters that have been updated equally often and have all of their state, or none of it.</summary>
    private protected abstract void Update(ParameterGroup group, Slot[] slots, Tensor[] gradients);

    /// <summary>One of the kept tensors, of each parameter.</summary>
    private protected static Tensor[] State(Slot[] slots, int state) => System.Array.ConvertAll(slots, slot => slot.State[state]!);

    /// <summary>The parameters.</summary>
    private protected static Tensor[] Parameters(Slot[] slots) => System.Array.ConvertAll(slots, slot => slot.Parameter);

    // The fused operators go through the memory of parameter, gradient and state side by side.
    private static Tensor Alike(Tensor gradient, Tensor parameter) =>
        gradient.stride().AsSpan().SequenceEqual(parameter.stride()) && gradient.dtype == parameter.dtype ? gradient : empty_like(parameter).copy_(gradient);

    private void CheckState(IReadOnlyDictionary<string, Tensor> state)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach ((string name, Slot slot) in _slots)
        {
            known.Add($"{name}.step");
            foreach (string key in StateNames.Select(part => $"{name}.{part}"))
            {
                known.Add(key);
                if (state.TryGetValue(key, out Tensor? kept) && !kept.shape.AsSpan().SequenceEqual(slot.Parameter.shape))
                    throw new ArgumentException($"{key} has the shape [{string.Join(", ", kept.shape)}], its parameter [{string.Join(", ", slot.Parameter.shape)}].", nameof(state));
            }
        }

        if (state.Keys.FirstOrDefault(key => !known.Contains(key)) is { } stranger)
            throw new ArgumentException($"{stranger} is not part of this optimizer's state.", nameof(state));
    }

    /// <summary>A parameter with what is kept for it.</summary>
    private protected sealed class Slot(Tensor parameter, Tensor?[] state)
    {
        public Tensor Parameter { get; } = parameter;

        public Tensor?[] State { get; } = state;

        public long Steps { get; set; }
    }
}
