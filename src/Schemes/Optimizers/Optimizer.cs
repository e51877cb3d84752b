using Interop;
using static TorchSharp.torch;

namespace Schemes.Optimizers;

/// <summary>
/// Updates parameters from their gradients, all tensors of a group in one call for each arithmetic operation. The
/// arithmetic, and its order, is that of PyTorch's optimizers of the same name.
/// </summary>
/// <remarks>
/// The state (momentum and such) is made at a parameter's first step, on its device; move the network before that.
/// Parameters without a gradient are left alone, as are their states.
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
    protected abstract IReadOnlyList<string> StateNames { get; }

    /// <summary>Updates every parameter that has a gradient. Gradients stay as they are.</summary>
    public void Step()
    {
        using IDisposable noGrad = no_grad();
        foreach (ParameterGroup group in Groups)
        {
            List<Slot> slots = [];
            List<nint> gradients = [];
            try
            {
                foreach (NamedParameter parameter in group.Parameters)
                {
                    nint gradient = TensorHandle.Grad(parameter.Value.Handle);
                    if (gradient == 0)
                        continue;
                    gradients.Add(gradient);
                    slots.Add(_slots[parameter.Name]);
                }

                // Parameters that joined later are behind in steps; such are updated apart.
                foreach (IGrouping<long, int> alike in Enumerable.Range(0, slots.Count).GroupBy(i => slots[i].Steps))
                    Update(group, [.. alike.Select(i => slots[i])], [.. alike.Select(i => gradients[i])]);
            }
            finally
            {
                Foreach.Free([.. gradients]);
            }
        }
    }

    /// <summary>Forgets the gradients, or fills them with zeros.</summary>
    public void ZeroGrad(bool setToNone = true)
    {
        foreach (NamedParameter parameter in Groups.SelectMany(group => group.Parameters))
        {
            if (setToNone)
            {
                TensorHandle.SetGrad(parameter.Value.Handle, 0);
            }
            else if (TensorHandle.Grad(parameter.Value.Handle) is var gradient and not 0)
            {
                Foreach.MultiplyInPlace([gradient], 0);
                Foreach.Free([gradient]);
            }
        }
    }

    /// <summary>
    /// What has to be kept for an exact resume: <c>NAME.step</c> (int64) and <c>NAME.STATE</c> for every parameter that
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

    /// <summary>Takes up the state that <see cref="StateDict"/> gave; the tensors stay the caller's.</summary>
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
                    ? kept.to(slot.Parameter.dtype, slot.Parameter.device, copy: true).DetachFromDisposeScope()
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

    /// <summary>Lets go of the state.</summary>
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

    /// <summary>Updates parameters that have been updated equally often.</summary>
    private protected abstract void Update(ParameterGroup group, Slot[] slots, nint[] gradients);

    /// <summary>Handles of one of the kept tensors, for each parameter.</summary>
    private protected static nint[] Handles(Slot[] slots, int state) => Array.ConvertAll(slots, slot => slot.State[state]!.Handle);

    /// <summary>Handles of the parameters.</summary>
    private protected static nint[] Handles(Slot[] slots) => Array.ConvertAll(slots, slot => slot.Parameter.Handle);

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
            throw new ArgumentException($"{stranger} is no state of this optimizer.", nameof(state));
    }

    /// <summary>A parameter with what is kept for it.</summary>
    private protected sealed class Slot(Tensor parameter, Tensor?[] state)
    {
        public Tensor Parameter { get; } = parameter;

        public Tensor?[] State { get; } = state;

        public long Steps { get; set; }
    }
}
