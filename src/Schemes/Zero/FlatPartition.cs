using LibTorch.Stable;
using LibTorch.Unstable;
using Schemes.Distributed;
using Schemes.Memory;
using Schemes.Optimizers;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// Parameters of one type laid end to end and cut into as many equal shares as there are ranks. A rank keeps and updates
/// the master copy of its share; the network computes with the whole.
/// </summary>
internal sealed class FlatPartition : IDisposable
{
    // Elements: 16 bytes in half precision, which kernels for whole vectors want.
    private const long Alignment = 8;

    private readonly ProcessGroup _group;
    private readonly ScalarType _type;
    private readonly long _shareLength;
    private readonly Tensor _full;
    private readonly Tensor _share;
    private readonly Tensor _master;
    private readonly Tensor _nothing;
    private readonly Tensor[] _views;
    private readonly bool _masterIsShare;
    private bool _present = true;
    private Work? _gathering;

    public FlatPartition(IReadOnlyList<NamedParameter> parameters, ScalarType type, ZeroOptions options, ProcessGroup group)
    {
        _group = group;
        _type = type;
        Device = parameters[0].Value.device;
        Slots = Lay(parameters, out long length);
        Length = RoundUp(length, Alignment * group.WorldSize);
        _shareLength = Length / group.WorldSize;
        IsPartitioned = options.Stage == 3 && (group.WorldSize > 1 || options.Offload == Offload.Parameters);

        using TorchSharp.DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        Tensor full32 = Flatten(ScalarType.Float32);
        _full = (type == ScalarType.Float32 ? full32 : Flatten(type)).DetachFromDisposeScope();
        Tensor own = Own(_full);
        _share = !IsPartitioned ? own.DetachFromDisposeScope()
            : options.Offload == Offload.Parameters ? HostCopy.Of(own)
            : own.clone().DetachFromDisposeScope();

        // A share in float32 on the device that computes the update is its own master.
        _masterIsShare = type == ScalarType.Float32 && options.Offload != Offload.Optimizer;
        _master = _masterIsShare ? _share
            : options.Offload == Offload.None ? Own(full32).clone().DetachFromDisposeScope()
            : HostCopy.Of(Own(full32));
        Pieces = Cut();

        _nothing = empty([0], type, Device).DetachFromDisposeScope();
        _views = [.. Slots.Select(slot => slot.In(_full).DetachFromDisposeScope())];
        ShowViews();
        Gradients = new FlatGradients(this, group, offload: options.Offload != Offload.None);
    }

    public Device Device { get; }

    public IReadOnlyList<FlatSlot> Slots { get; }

    /// <summary>This rank's part of the parameters, in the order of the slots; parameters that lie elsewhere have none.</summary>
    public IReadOnlyList<MasterPiece> Pieces { get; }

    /// <summary>Gradients on their way from the backward pass to the pieces.</summary>
    public FlatGradients Gradients { get; }

    /// <summary>Elements of the whole, with padding.</summary>
    public long Length { get; }

    /// <summary>Elements of a share.</summary>
    public long ShareLength => _shareLength;

    /// <summary>True if the whole exists only between <see cref="Gather"/> and <see cref="Release"/>.</summary>
    public bool IsPartitioned { get; }

    /// <summary>Bytes of the whole.</summary>
    public long GatheredBytes => Length * _full.ElementSize;

    /// <summary>Bytes of the parameters that are kept.</summary>
    public long ParameterBytes => IsPartitioned ? _shareLength * _full.ElementSize : GatheredBytes;

    /// <summary>Bytes of the master copy, 0 if the parameters are their own master copy.</summary>
    public long MasterBytes => _masterIsShare ? 0 : _shareLength * _master.ElementSize;

    /// <summary>Starts to gather the whole from several ranks; nothing if that has been done.</summary>
    public void StartGather()
    {
        if (_present || _gathering is not null || _group.WorldSize == 1)
            return;
        using IDisposable noGrad = no_grad();
        Fill(() =>
        {
            using Tensor here = _share.to(Device);
            _gathering = _group.StartAllGather(_full, here);
        });
    }

    /// <summary>Makes the parameters views of the whole.</summary>
    public void Gather()
    {
        if (_present)
            return;
        using IDisposable noGrad = no_grad();
        StartGather();
        if (_gathering is { } work)
        {
            work.Wait();
            _gathering = null;
        }
        else
        {
            Fill(() => _full.copy_(_share));
        }

        ShowViews();
        _present = true;
    }

    // Gives the whole its memory for as long as it is filled without an error.
    private void Fill(Action fill)
    {
        StorageMemory.Resize(_full, Length * _full.ElementSize);
        try
        {
            fill();
        }
        catch
        {
            StorageMemory.Resize(_full, 0);
            throw;
        }
    }

    /// <summary>
    /// Releases the whole. The parameters are empty tensors until it is gathered again; tensors that a graph has saved (views
    /// of them too) then have their memory again.
    /// </summary>
    public void Release()
    {
        if (!IsPartitioned)
            return;
        if (_gathering is { } work)
        {
            // Gathered ahead and not used: its memory is written to until the ranks have come. After a failure it stays the group's.
            work.Wait();
            _gathering = null;
        }
        else if (!_present)
        {
            return;
        }

        _present = false;
        foreach (FlatSlot slot in Slots)
            TensorMemory.SetData(slot.Parameter.Value, _nothing);
        StorageMemory.Resize(_full, 0);
    }

    /// <summary>Copies updated masters to the parameters, of all ranks if these are whole.</summary>
    public void Publish()
    {
        Release();
        using IDisposable noGrad = no_grad();
        if (!_masterIsShare)
            _share.copy_(_master);
        if (!IsPartitioned && _group.WorldSize > 1)
            _group.AllGather(_full, _share);
    }

    /// <summary>The whole in float32, from the masters of all ranks: on the parameters' device, owned by the caller.</summary>
    public Tensor FullMaster()
    {
        using IDisposable noGrad = no_grad();
        if (_group.WorldSize == 1 && _master.device_type == Device.type)
            return _master.alias();
        return Whole(_master);
    }

    /// <summary>The whole of something that is laid out as the shares are: of all ranks, on the parameters' device, owned by the caller.</summary>
    /// <param name="share">[<see cref="ShareLength"/>] on any device.</param>
    public Tensor Whole(Tensor share)
    {
        using IDisposable noGrad = no_grad();
        Tensor whole = empty([Length], share.dtype, Device);
        FillFrom(whole, share);
        return whole;
    }

    /// <summary>This rank's part of a whole.</summary>
    public Tensor Own(Tensor whole) => whole.narrow(0, _group.Rank * _shareLength, _shareLength);

    public void Dispose()
    {
        Gradients.Dispose();
        foreach (MasterPiece piece in Pieces)
            piece.Dispose();
        foreach (Tensor view in _views)
            view.Dispose();
        _nothing.Dispose();
        _full.Dispose();
        _share.Dispose();
        _master.Dispose();
    }

    private static List<FlatSlot> Lay(IReadOnlyList<NamedParameter> parameters, out long length)
    {
        List<FlatSlot> slots = [];
        length = 0;
        foreach (NamedParameter parameter in parameters)
        {
            FlatSlot slot = new(parameter, length);
            length += RoundUp(slot.Length, Alignment);
            slots.Add(slot);
        }

        return slots;
    }

    private static long RoundUp(long value, long step) => (value + step - 1) / step * step;

    private Tensor Flatten(ScalarType type)
    {
        Tensor whole = zeros([Length], type, Device);
        foreach (FlatSlot slot in Slots)
        {
            using Tensor place = slot.In(whole);
            place.copy_(slot.Parameter.Value);
        }

        return whole;
    }

    private List<MasterPiece> Cut()
    {
        long shareBegin = _group.Rank * _shareLength;
        List<MasterPiece> pieces = [];
        for (int i = 0; i < Slots.Count; i++)
        {
            long begin = Math.Max(Slots[i].Offset, shareBegin);
            long end = Math.Min(Slots[i].Offset + Slots[i].Length, shareBegin + _shareLength);
            if (begin < end)
                pieces.Add(new MasterPiece(Slots[i], i, _master, shareBegin, begin, end - begin));
        }

        return pieces;
    }

    private void ShowViews()
    {
        for (int i = 0; i < Slots.Count; i++)
            TensorMemory.SetData(Slots[i].Parameter.Value, _views[i]);
    }

    private void FillFrom(Tensor whole, Tensor share)
    {
        if (_group.WorldSize == 1)
        {
            whole.copy_(share);
            return;
        }

        using Tensor here = share.to(Device);
        _group.AllGather(whole, here);
    }
}
