using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;

namespace Benchmarks.Rounds;

/// <summary>One of the fresh processes of a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="RecordFile">File that the process reports to.</param>
/// <param name="IsFirst">True in the first round, which measures what one process can: accuracy, and the memory over a step.</param>
internal sealed record CaseRound(BenchmarkCase Case, string RecordFile, bool IsFirst);

/// <summary>Runs a process of a case to its end.</summary>
/// <param name="parameters">The case, and who is told of its signals.</param>
/// <param name="current">The process.</param>
/// <param name="next">The process of another case that will be asked for next; null if there is none.</param>
internal delegate ExecuteResult RunCase(ExecuteParameters parameters, CaseRound current, CaseRound? next);
