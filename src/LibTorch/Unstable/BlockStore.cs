namespace LibTorch.Unstable;

/// <summary>Blocks by number, from 1. Memory grows only in <see cref="Reserve"/>, so that nothing else can fail.</summary>
internal sealed class BlockStore
{
    private Block[] _blocks = new Block[256];
    private int _unused;
    private int _count = 1;

    /// <summary>The block of a number; valid until the next <see cref="Reserve"/>.</summary>
    public ref Block this[int number] => ref _blocks[number];

    /// <summary>Guarantees that this many blocks can be taken without growing.</summary>
    public void Reserve(int blocks)
    {
        if (_count + blocks > _blocks.Length)
            Array.Resize(ref _blocks, _blocks.Length * 2);
    }

    /// <summary>Number of a new block, which is free and without neighbours.</summary>
    public int Take(nint address, long size, bool small)
    {
        int number = _unused;
        if (number != 0)
            _unused = _blocks[number].Next;
        else
            number = _count++;
        _blocks[number] = new Block { Address = address, Size = size, Small = small, Priority = Mixed((uint)number) };
        return number;
    }

    /// <summary>Frees a block's number.</summary>
    public void Return(int number)
    {
        _blocks[number].Next = _unused;
        _unused = number;
    }

    /// <summary>Copies of all blocks, by number.</summary>
    public Dictionary<int, Block> Snapshot()
    {
        HashSet<int> unused = [0];
        for (int number = _unused; number != 0; number = _blocks[number].Next)
            unused.Add(number);
        return Enumerable.Range(0, _count).Where(number => !unused.Contains(number)).ToDictionary(number => number, number => _blocks[number]);
    }

    // Final mixing step of MurmurHash3: neighbouring numbers get unrelated priorities.
    private static uint Mixed(uint number)
    {
        number = (number ^ (number >> 16)) * 0x85EBCA6B;
        number = (number ^ (number >> 13)) * 0xC2B2AE35;
        return number ^ (number >> 16);
    }
}
