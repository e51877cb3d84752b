namespace Schemes.Memory;

/// <summary>Source of the changes of a device's allocated bytes; created when the recording begins.</summary>
internal interface IMemoryTrace
{
    /// <summary>Marks the changes that follow.</summary>
    void Mark(int mark);

    /// <summary>Ends the recording and returns the changes in order, each mark's beginning included.</summary>
    IReadOnlyList<MemoryChange> End();
}
