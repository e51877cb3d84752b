namespace Schemes.Memory;

/// <summary>What was going on at a moment of a recording.</summary>
/// <param name="Phase">The phase of the step, by the caller's name; empty before the first.</param>
/// <param name="Module">Number of the module that was running; <see cref="NoModule"/> where none was.</param>
/// <param name="Pass">What that module was doing.</param>
public readonly record struct MemoryMark(string Phase, int Module = MemoryMark.NoModule, ModulePass Pass = ModulePass.None)
{
    /// <summary>The number that stands for no module.</summary>
    public const int NoModule = -1;
}
