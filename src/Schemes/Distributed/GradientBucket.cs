using Schemes.Memory;
using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Distributed;

/// <summary>
/// Gradients of some parameters, laid end to end and summed in one collective. The gradient of a parameter that has a bucket of its own is
/// summed in its own memory.
/// </summary>
internal sealed class GradientBucket
{
    private readonly ProcessGroup _group;
    private readonly FlatSlot[] _slots;
    private readonly long _length;
    private Tensor? _flat;
    private Work? _work;

    /// <param name="parameters">The parameters, in the order in which the backward pass reaches them.</param>
    /// <param name="firstUnit">Number of the unit that completes the bucket.</param>
    /// <param name="group">The ranks.</param>
    public GradientBucket(IReadOnlyList<NamedParameter> parameters, int firstUnit, ProcessGroup group)
    {
        FirstUnit = firstUnit;
        _group = group;
        _slots = new FlatSlot[parameters.Count];
        for (int i = 0; i < _slots.Length; i++)
        {
            _slots[i] = new FlatSlot(parameters[i], _length);
            _length += _slots[i].Length;
        }
    }

    public int FirstUnit { get; }

    public long Bytes => _length * sizeof(float);

    /// <summary>Takes the gradients from the parameters and sends them on their way; nothing if that has been done.</summary>
    public void Start()
    {
        if (_flat is not null)
            return;
        using IDisposable noGrad = no_grad();
        _flat = (InPlace() ?? Copied()).DetachFromDisposeScope();
        foreach (FlatSlot slot in _slots)
            slot.Parameter.Value.grad = null;
        _work = _group.StartAllReduce(_flat);
    }

    public void Wait() => _work!.Wait();

    /// <summary>Gives the parameters the sums.</summary>
    public void Deliver()
    {
        using IDisposable noGrad = no_grad();
        foreach (FlatSlot slot in _slots)
        {
            using Tensor place = slot.In(_flat!);
            slot.Parameter.Value.grad = place;
        }

        Abandon();
    }

    /// <summary>Forgets what is on its way; the group keeps the memory as long as it needs it.</summary>
    public void Abandon()
    {
        _flat?.Dispose();
        _flat = null;
        _work = null;
    }

    // The only gradient as a flat view of its memory; null if there are several, or if its strides are not its parameter's.
    private Tensor? InPlace()
    {
        if (_slots.Length > 1)
            return null;
        using Tensor? gradient = _slots[0].Parameter.Value.grad;
        return gradient is not null && gradient.stride().SequenceEqual(_slots[0].Strides) ? gradient.as_strided([_length], [1], gradient.storage_offset()) : null;
    }

    private Tensor Copied()
    {
        Tensor flat = empty([_length], ScalarType.Float32, _slots[0].Parameter.Value.device);
        foreach (FlatSlot slot in _slots)
        {
            using Tensor? gradient = slot.Parameter.Value.grad;
            using Tensor place = slot.In(flat);
            if (gradient is null)
                place.zero_();
            else
                place.copy_(gradient);
        }

        return flat;
    }
}
