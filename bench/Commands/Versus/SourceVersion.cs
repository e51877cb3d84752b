namespace Benchmarks.Commands.Versus;

/// <summary>A built version of this program.</summary>
/// <param name="Program">Path of its Benchmarks.dll.</param>
/// <param name="Commit">The commit it was built from; null if that is not known.</param>
/// <param name="IsDirty">True if its sources differed from the commit; null if that is not known.</param>
internal sealed record SourceVersion(string Program, string? Commit, bool? IsDirty);
