using BenchmarkDotNet.Characteristics;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains;
using BenchmarkDotNet.Toolchains.Results;
using BenchmarkDotNet.Validators;
using Benchmarks.Measurement;

namespace Benchmarks.Rounds;

/// <summary>
/// Runs each case in several fresh processes that are spread over the whole run: all cases once, then all again. A process is up to 25%
/// faster than the next with the same code, and the machine changes over minutes, so that processes one after the other would agree
/// without being right.
/// </summary>
/// <remarks>Nothing is generated or built: the processes are this program itself.</remarks>
internal sealed class RoundsToolchain : IToolchain, IGenerator, IBuilder
{
    private readonly RoundsExecutor _executor;

    /// <param name="rounds">Processes of each case.</param>
    /// <param name="records">Receives what the cases measure beside time.</param>
    /// <param name="run">Runs a process of a case.</param>
    public RoundsToolchain(int rounds, CaseRecords records, RunCase run) => _executor = new RoundsExecutor(rounds, records, run);

    public string Name => "Rounds";

    public IGenerator Generator => this;

    public IBuilder Builder => this;

    public IExecutor Executor => _executor;

    public bool IsInProcess => false;

    public override string ToString() => Name;

    public IEnumerable<ValidationError> Validate(BenchmarkCase benchmarkCase, IResolver resolver) => [];

    public GenerateResult GenerateProject(BuildPartition buildPartition, ILogger logger, string rootArtifactsFolderPath)
    {
        _executor.Add(buildPartition.Benchmarks);
        return GenerateResult.Success(ArtifactsPaths.Empty, []);
    }

    public BuildResult Build(GenerateResult generateResult, BuildPartition buildPartition, ILogger logger) => BuildResult.Success(generateResult);
}
