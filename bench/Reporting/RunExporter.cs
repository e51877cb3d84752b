using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using Benchmarks.Commands.Run;
using Benchmarks.Measurement;
using Reports;
using Reports.Json;
using Reports.Model;

namespace Benchmarks.Reporting;

/// <summary>Hands a run over to <c>Reports</c> and keeps its measurements on disk; the suite makes the other files of them at its end.</summary>
/// <param name="records">Figures that the cases measured beside time.</param>
/// <param name="options">Options of the run.</param>
/// <param name="run">The run as a whole.</param>
public sealed class RunExporter(CaseRecords records, SuiteOptions options, RunDescription run) : IExporter
{
    private readonly List<CaseResult> _cases = [];

    /// <inheritdoc/>
    public string Name => nameof(RunExporter);

    /// <inheritdoc/>
    public void ExportToLog(Summary summary, ILogger logger)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<string> ExportToFiles(Summary summary, ILogger consoleLogger)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(consoleLogger);
        BenchmarkRun measured = ToRun(summary);
        if (measured.Cases.Count == 0)
            return [];
        return [RunFiles.WriteMeasurements(measured, options.ArtifactsPath)];
    }

    /// <summary>The run so far as <c>Reports</c> knows it: BenchmarkDotNet hands over one benchmark class after the other.</summary>
    internal BenchmarkRun ToRun(Summary summary)
    {
        // Kernels and the loader are no training steps; their figures are in the log and in BenchmarkDotNet's table.
        foreach (CaseResult measured in summary.BenchmarksCases.Where(CaseConversion.IsStep).Select(benchmark => CaseConversion.Of(benchmark, summary[benchmark], records[benchmark], options.WarmupCount)))
        {
            _cases.RemoveAll(known => known.Key == measured.Key);
            _cases.Add(measured);
        }

        return ToRun(_cases);
    }

    private BenchmarkRun ToRun(IEnumerable<CaseResult> cases) => new()
    {
        RunId = run.RunId,
        StartedUtc = run.StartedUtc,
        CommandLine = run.CommandLine,
        Environment = EnvironmentFacts.Of(options.Device, options.Threads, options.MemoryBudget),
        Workload = new Workload
        {
            Model = $"yolov5{options.Model}",
            Imgsz = options.ImageSize,
            Dataset = Path.GetFileNameWithoutExtension(options.Data),
            DatasetHash = run.DatasetHash,
            Weights = options.Weights is null ? null : Path.GetFileName(options.Weights),
            WeightsHash = run.WeightsHash,
        },
        Cases = [.. cases],
    };
}
