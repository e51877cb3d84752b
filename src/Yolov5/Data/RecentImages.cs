namespace Yolov5.Data;

/// <summary>
/// Keeps the images that were read last: a mosaic takes images that the samples around it take too, and each is then decoded once an epoch
/// rather than four times. An image that several threads want is read by one of them. Safe for several threads.
/// </summary>
/// <param name="capacity">Bytes that are kept at most, beside the image in hand.</param>
/// <param name="read">Reads an image.</param>
internal sealed class RecentImages(long capacity, Func<int, ResizedImage> read)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, LinkedListNode<Entry>> _known = [];
    private readonly LinkedList<Entry> _order = [];
    private long _bytes;

    /// <summary>An image, read now if it is not kept.</summary>
    /// <param name="index">Place of the image in the data set.</param>
    /// <param name="bytes">Bytes that it takes.</param>
    public ResizedImage Get(int index, long bytes)
    {
        LinkedListNode<Entry> node;
        lock (_lock)
        {
            if (_known.TryGetValue(index, out LinkedListNode<Entry>? known))
            {
                node = known;
                _order.Remove(node);
            }
            else
            {
                node = new LinkedListNode<Entry>(new Entry(index, bytes, new Lazy<ResizedImage>(() => read(index))));
                _known.Add(index, node);
                _bytes += bytes;
            }

            _order.AddFirst(node);
            while (_bytes > capacity && _order.Count > 1)
                Remove(_order.Last!);
        }

        try
        {
            return node.Value.Image.Value;
        }
        catch
        {
            // It may be readable the next time.
            lock (_lock)
            {
                if (node.List is not null)
                    Remove(node);
            }

            throw;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _order.Remove(node);
        _known.Remove(node.Value.Index);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(int Index, long Bytes, Lazy<ResizedImage> Image);
}
