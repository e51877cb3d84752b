namespace Benchmarks.Commands.Advise;

/// <summary>A change of one setting.</summary>
/// <param name="Kind">Setting that it changes; at most one change of a kind is advised.</param>
/// <param name="Apply">Makes the change.</param>
/// <param name="Note">Other effects that it has; null for none.</param>
/// <param name="IsAdvisable">False for a change that is shown but not advised, for what it costs otherwise.</param>
internal sealed record Change(ChangeKind Kind, Func<EpochSettings, EpochSettings> Apply, string? Note = null, bool IsAdvisable = true);
