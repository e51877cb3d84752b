namespace Yolov5.Weights.Pickle;

/// <summary>
/// Upper bounds of what one pickle may cost. A checkpoint of the largest YOLOv5 with its optimizer stays below a
/// twentieth of each; a small hostile file meets them before it can take the machine's memory or time.
/// </summary>
internal sealed class PickleBudget
{
    /// <summary>Bytes of a pickle without its tensors.</summary>
    public const int PickleBytes = 64 << 20;

    /// <summary>Places of the memo.</summary>
    public const int MemoEntries = 4_000_000;

    /// <summary>Marks that are open at the same time.</summary>
    public const int OpenMarks = 10_000;

    /// <summary>Bytes of one integer; Python's are unbounded.</summary>
    public const int IntegerBytes = 1024;

    /// <summary>Characters of a module's or class's name.</summary>
    public const int NameLength = 1024;

    /// <summary>Characters of the name of a storage; PyTorch numbers them.</summary>
    public const int StorageKeyLength = 256;

    /// <summary>Dimensions of a tensor, as in PyTorch.</summary>
    public const int TensorDimensions = 64;

    private readonly long _gatherLimit;
    private int _instructions = 4_000_000;
    private long _copies = 16_000_000;
    private long _gathered;

    /// <summary>Creates the budget for a file.</summary>
    /// <param name="storageBytes">Bytes of all storages of the file.</param>
    public PickleBudget(long storageBytes) => _gatherLimit = (64L << 20) + (4 * storageBytes);

    /// <summary>Pays for one instruction.</summary>
    public void Instruction()
    {
        if (--_instructions < 0)
            throw new InvalidDataException("The pickle has more instructions than any checkpoint needs.");
    }

    /// <summary>Pays for elements or characters that one instruction copies or hashes, however often it is repeated.</summary>
    public void Copy(long elements)
    {
        _copies -= elements;
        if (_copies < 0)
            throw new InvalidDataException("The pickle copies its values more often than any checkpoint needs.");
    }

    /// <summary>Pays for looking up a key, whose characters are hashed each time.</summary>
    public void Key(CheckpointValue key) => Copy(key.TryGetString(out string? text) ? 1 + text.Length : 1);

    /// <summary>Pays for the bytes of a tensor that has to be gathered from its storage.</summary>
    public void Gather(Int128 bytes)
    {
        if (bytes > _gatherLimit - _gathered)
            throw new InvalidDataException("The tensors are many times larger than the storages they are views of.");
        _gathered += (long)bytes;
    }
}
