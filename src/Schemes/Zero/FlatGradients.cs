using Schemes.Distributed;
using Schemes.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// The gradients of a flat buffer's parameters during one backward pass: collected in float32, summed over the ranks, and
/// only when the whole pass has succeeded added to the pieces'.
/// </summary>
internal sealed class FlatGradients : IDisposable
{
    private readonly FlatPartition _flat;
    private readonly ProcessGroup _group;
    private readonly bool _offload;
    private readonly bool[] _arrived;
    private Tensor? _whole;
    private Tensor? _share;
    private Work? _work;
    private bool _started;

    public FlatGradients(FlatPartition flat, ProcessGroup group, bool offload)
    {
        _flat = flat;
        _group = group;
        _offload = offload;
        _arrived = new bool[flat.Slots.Count];
        Clear();
    }

    /// <summary>Removes the gradients from those parameters that have one.</summary>
    public void Take()
    {
        for (int i = 0; i < _arrived.Length; i++)
            Take(i);
    }

    private void Take(int index)
    {
        FlatSlot slot = _flat.Slots[index];
        using Tensor? gradient = slot.Parameter.Value.grad;
        if (gradient is null)
            return;
        using IDisposable noGrad = no_grad();
        slot.Parameter.Value.grad = null;
        if (_started)
            throw new InvalidOperationException($"{slot.Parameter.Name} got a gradient after those of its unit were reduced: all its uses have to lie in that unit, in one backward pass.");
        _whole ??= empty([_flat.Length], ScalarType.Float32, _flat.Device).DetachFromDisposeScope();
        using Tensor place = slot.In(_whole);
        if (_arrived[index])
        {
            place.add_(gradient);
            return;
        }

        place.copy_(gradient);
        _arrived[index] = true;
    }

    /// <summary>Starts to sum over the ranks.</summary>
    public void Start()
    {
        if (_started)
            return;
        _started = true;
        if (_group.WorldSize == 1)
        {
            (_share, _whole) = (_whole, null);
            return;
        }

        using IDisposable noGrad = no_grad();
        _whole ??= empty([_flat.Length], ScalarType.Float32, _flat.Device).DetachFromDisposeScope();
        FillWhatIsMissing(_whole);
        _share = empty([_flat.ShareLength], ScalarType.Float32, _flat.Device).DetachFromDisposeScope();
        _work = _group.StartReduceScatter(_share, _whole);
    }

    /// <summary>Waits for the sums; this rank's share is moved to the device of its master.</summary>
    public void Finish()
    {
        using IDisposable noGrad = no_grad();
        if (_work is { } work)
        {
            work.Wait();
            _work = null;
            _whole!.Dispose();
            _whole = null;
        }

        if (_share is not { } share || !_offload || _flat.Device.type == DeviceType.CPU)
            return;
        _share = HostCopy.Of(share, wait: false);
        share.Dispose();
    }

    /// <summary>True if a share may still be on its way to the host.</summary>
    public bool IsOnItsWay => _offload && _share is not null;

    /// <summary>Waits for transfers to the host.</summary>
    public void Wait() => DeviceMemory.Synchronize(_flat.Device);

    /// <summary>Adds the share to the gradients of the pieces, and starts again.</summary>
    public void Commit()
    {
        if (_share is { } share)
        {
            using IDisposable noGrad = no_grad();
            foreach (MasterPiece piece in _flat.Pieces)
            {
                // Alone, a parameter without a gradient is known to have none.
                if (_group.WorldSize == 1 && !_arrived[piece.SlotIndex])
                    continue;
                using Tensor added = piece.In(share);
                using Tensor? present = piece.Value.grad;
                if (present is null)
                    piece.Value.grad = added;
                else
                    present.add_(added);
            }
        }

        Clear();
    }

    /// <summary>Discards the gradients of this pass.</summary>
    public void Clear()
    {
        _whole?.Dispose();
        _share?.Dispose();
        _whole = null;
        _share = null;
        _work = null;
        _started = false;
        Array.Clear(_arrived);
    }

    public void Dispose() => Clear();

    private void FillWhatIsMissing(Tensor whole)
    {
        for (int i = 0; i < _arrived.Length; i++)
        {
            if (_arrived[i])
                continue;
            using Tensor place = _flat.Slots[i].In(whole);
            place.zero_();
        }
    }
}
