namespace Benchmarks.Commands.Versus;

/// <summary>A built version of this program.</summary>
/// <param name="Program">Path of its Benchmarks.dll.</param>
/// <param name="Commit">The commit it was built from; null where that is not known.</param>
/// <param name="IsDirty">Whether its sources differed from the commit; null where that is not known.</param>
internal sealed record SourceVersion(string Program, string? Commit, bool? IsDirty);
