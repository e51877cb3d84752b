namespace LibTorch.Unstable;

/// <summary>A stretch of a segment, in use or free. Blocks refer to each other by their numbers; 0 is none.</summary>
internal struct Block
{
    public nint Address;
    public long Size;

    // Neighbours in the segment; 0 at its ends and where memory was given back.
    public int Previous;
    public int Next;

    // Subtrees and heap priority among the free blocks.
    public int Left;
    public int Right;
    public uint Priority;

    public bool Small;
    public bool InUse;
}
