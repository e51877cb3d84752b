namespace Schemes.Memory;

/// <summary>A way to learn of the changes of a device's allocated bytes; made when the recording begins.</summary>
internal interface IMemoryTrace
{
    /// <summary>Puts a mark on what follows.</summary>
    void Mark(int mark);

    /// <summary>Ends the recording and tells what changed, in order, each mark's beginning included.</summary>
    IReadOnlyList<MemoryChange> End();
}
