namespace Yolov5.Data;

/// <summary>
/// Keeps a few pixel arrays for batches to come. They are pinned, so that native code can read them directly,
/// and large: making and clearing one for every batch would cost more than filling it.
/// </summary>
internal sealed class PixelPool(int capacity)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<byte[]> _free = [];

    public byte[] Rent(int length)
    {
        lock (_lock)
        {
            for (LinkedListNode<byte[]>? node = _free.First; node is not null; node = node.Next)
            {
                if (node.Value.Length != length)
                    continue;
                _free.Remove(node);
                return node.Value;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }

    public void Return(byte[] pixels)
    {
        lock (_lock)
        {
            // The shape used last is the likeliest to be wanted next; the oldest goes.
            _free.AddFirst(pixels);
            if (_free.Count > capacity)
                _free.RemoveLast();
        }
    }
}
