namespace Schemes.Memory;

/// <summary>Activity at a moment of a recording.</summary>
/// <param name="Phase">The phase of the step, by the caller's name; empty before the first.</param>
/// <param name="Module">Number of the module that was running; <see cref="NoModule"/> if none was.</param>
/// <param name="Pass">Pass of that module.</param>
public readonly record struct MemoryMark(string Phase, int Module = MemoryMark.NoModule, ModulePass Pass = ModulePass.None)
{
    /// <summary>The number that stands for no module.</summary>
    public const int NoModule = -1;
}
