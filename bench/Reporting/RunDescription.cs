using Benchmarks.Commands.Run;

namespace Benchmarks.Reporting;

/// <summary>Description of a run as a whole, for the report.</summary>
/// <param name="RunId">The run's name.</param>
/// <param name="StartedUtc">Time at which it began.</param>
/// <param name="CommandLine">The command that makes it again.</param>
/// <param name="DatasetHash">Hash of the data set's content.</param>
/// <param name="WeightsHash">Hash of the weights that the accuracy pass starts from.</param>
public sealed record RunDescription(string RunId, DateTimeOffset StartedUtc, string CommandLine, string? DatasetHash, string? WeightsHash);
