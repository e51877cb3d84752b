namespace LibTorch.Unstable;

/// <summary>Blocks in use by address: a hash table with linear probing, at most half full.</summary>
internal sealed class UsedBlocks(BlockStore blocks)
{
    private int[] _slots = new int[1024];
    private int _count;

    /// <summary>Guarantees that a block can be added without growing.</summary>
    public void Reserve()
    {
        if ((_count + 1) * 2 <= _slots.Length)
            return;
        int[] old = _slots;
        _slots = new int[old.Length * 2];
        foreach (int block in old)
        {
            if (block != 0)
                Place(block);
        }
    }

    /// <summary>Adds a block.</summary>
    public void Add(int block)
    {
        Place(block);
        _count++;
    }

    /// <summary>Removes the block at an address.</summary>
    /// <returns>The block; 0 if none begins there.</returns>
    public int Remove(nint address)
    {
        int mask = _slots.Length - 1;
        int hole = Home(address);
        while (_slots[hole] is not 0 and int candidate && blocks[candidate].Address != address)
            hole = (hole + 1) & mask;
        int block = _slots[hole];
        if (block == 0)
            return 0;

        // Blocks behind the hole move up, unless that would put them before the slot where their search begins.
        for (int at = (hole + 1) & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int home = Home(blocks[_slots[at]].Address);
            if (((at - home) & mask) < ((at - hole) & mask))
                continue;
            _slots[hole] = _slots[at];
            hole = at;
        }

        _slots[hole] = 0;
        _count--;
        return block;
    }

    private void Place(int block)
    {
        int slot = Home(blocks[block].Address);
        while (_slots[slot] != 0)
            slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = block;
    }

    // Addresses are multiples of 512; the upper half of the product with 2^64 over the golden ratio is well mixed.
    private int Home(nint address) => (int)((((ulong)address >> 9) * 0x9E3779B97F4A7C15) >> 32) & (_slots.Length - 1);
}
