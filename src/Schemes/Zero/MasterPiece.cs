using static TorchSharp.torch;

namespace Schemes.Zero;

/// <summary>
/// What a rank updates of a parameter: the part that lies in its share of the flat buffer, in float32. In the parameter's
/// own shape where that is all of it, flat otherwise.
/// </summary>
internal sealed class MasterPiece : IDisposable
{
    private readonly long _shareBegin;
    private readonly long _begin;
    private readonly long _length;

    /// <param name="slot">The parameter.</param>
    /// <param name="slotIndex">Its number in the flat buffer.</param>
    /// <param name="master">The rank's share.</param>
    /// <param name="shareBegin">Where in the whole the share begins.</param>
    /// <param name="begin">Where in the whole the piece begins.</param>
    /// <param name="length">Elements.</param>
    public MasterPiece(FlatSlot slot, int slotIndex, Tensor master, long shareBegin, long begin, long length)
    {
        Slot = slot;
        SlotIndex = slotIndex;
        _shareBegin = shareBegin;
        _begin = begin;
        _length = length;
        Value = In(master).DetachFromDisposeScope();
    }

    public FlatSlot Slot { get; }

    public int SlotIndex { get; }

    /// <summary>The float32 values, whose gradient is the reduced one.</summary>
    public Tensor Value { get; }

    /// <summary>This piece of a buffer that is laid out as the share is.</summary>
    public Tensor In(Tensor share) =>
        _length == Slot.Length ? Slot.In(share, _shareBegin) : share.narrow(0, _begin - _shareBegin, _length);

    public void Dispose() => Value.Dispose();
}
