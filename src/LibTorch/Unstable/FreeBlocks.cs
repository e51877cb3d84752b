namespace LibTorch.Unstable;

/// <summary>Free blocks of a pool, ordered by size, then address: a treap (Seidel and Aragon, 1996) within the blocks.</summary>
internal sealed class FreeBlocks(BlockStore blocks)
{
    private int _root;

    /// <summary>Adds a block; its size and address must not change before it is removed.</summary>
    public void Add(int block)
    {
        ref Block added = ref blocks[block];
        ref int link = ref _root;
        while (link != 0 && blocks[link].Priority >= added.Priority)
            link = ref Descend(link, added.Size, added.Address);

        // The subtree here is split into the blocks before the new one and those after it.
        int rest = link;
        link = block;
        ref int before = ref added.Left;
        ref int after = ref added.Right;
        while (rest != 0)
        {
            ref Block at = ref blocks[rest];
            if (Precedes(at, added.Size, added.Address))
            {
                before = rest;
                before = ref at.Right;
                rest = before;
            }
            else
            {
                after = rest;
                after = ref at.Left;
                rest = after;
            }
        }

        before = 0;
        after = 0;
    }

    /// <summary>Removes a block.</summary>
    public void Remove(int block)
    {
        ref Block removed = ref blocks[block];
        ref int link = ref _root;
        while (link != block)
            link = ref Descend(link, removed.Size, removed.Address);

        int left = removed.Left;
        int right = removed.Right;
        while (left != 0 && right != 0)
        {
            if (blocks[left].Priority >= blocks[right].Priority)
            {
                link = left;
                link = ref blocks[left].Right;
                left = link;
            }
            else
            {
                link = right;
                link = ref blocks[right].Left;
                right = link;
            }
        }

        link = left != 0 ? left : right;
    }

    /// <summary>The smallest block of at least this size, at the lowest address among equals; 0 if there is none.</summary>
    public int BestFit(long size)
    {
        int best = 0;
        for (int at = _root; at != 0;)
        {
            ref Block block = ref blocks[at];
            if (block.Size < size)
            {
                at = block.Right;
            }
            else
            {
                best = at;
                at = block.Left;
            }
        }

        return best;
    }

    /// <summary>The last block in order before a size and an address; 0 if there is none.</summary>
    public int Before(long size, nint address)
    {
        int last = 0;
        for (int at = _root; at != 0;)
        {
            ref Block block = ref blocks[at];
            if (Precedes(block, size, address))
            {
                last = at;
                at = block.Right;
            }
            else
            {
                at = block.Left;
            }
        }

        return last;
    }

    private static bool Precedes(in Block block, long size, nint address) =>
        block.Size != size ? block.Size < size : block.Address < address;

    private ref int Descend(int from, long size, nint address)
    {
        ref Block block = ref blocks[from];
        return ref Precedes(block, size, address) ? ref block.Right : ref block.Left;
    }
}
