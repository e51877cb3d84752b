using Benchmarks.Commands.Run;

namespace Benchmarks.Reporting;

/// <summary>What the report says of a run as a whole.</summary>
/// <param name="RunId">The run's name.</param>
/// <param name="StartedUtc">When it began.</param>
/// <param name="CommandLine">The command that makes it again.</param>
/// <param name="DatasetHash">Hash of the data set's content.</param>
/// <param name="WeightsHash">Hash of the weights that the accuracy pass starts from.</param>
public sealed record RunDescription(string RunId, DateTimeOffset StartedUtc, string CommandLine, string? DatasetHash, string? WeightsHash);
