using Schemes.Memory;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// Part of a parameter that a rank updates: the part that lies in its share of the flat buffer, in float32. In the parameter's
/// own shape if that is all of it, flat otherwise.
/// </summary>
internal sealed class MasterPiece : IDisposable
{
    private readonly long _shareBegin;
    private readonly long _begin;
    private readonly long _length;

    /// <param name="slot">The parameter.</param>
    /// <param name="slotIndex">Its number in the flat buffer.</param>
    /// <param name="master">The rank's share.</param>
    /// <param name="shareBegin">Offset of the share in the whole.</param>
    /// <param name="begin">Offset of the piece in the whole.</param>
    /// <param name="length">Elements.</param>
    public MasterPiece(FlatSlot slot, int slotIndex, Tensor master, long shareBegin, long begin, long length)
    {
        Slot = slot;
        SlotIndex = slotIndex;
        _shareBegin = shareBegin;
        _begin = begin;
        _length = length;
        Value = (Parameter)new Parameter(In(master), requires_grad: false).DetachFromDisposeScope();
    }

    public FlatSlot Slot { get; }

    public int SlotIndex { get; }

    /// <summary>The float32 values, whose gradient is the reduced one.</summary>
    public Parameter Value { get; }

    /// <summary>This piece of a buffer that is laid out as the share is.</summary>
    public Tensor In(Tensor share) =>
        _length == Slot.Length ? Slot.In(share, _shareBegin) : share.narrow(0, _begin - _shareBegin, _length);

    public void Dispose() => Value.Dispose();
}
