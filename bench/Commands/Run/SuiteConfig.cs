using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using Benchmarks.Rounds;
using CommandLines;

namespace Benchmarks.Commands.Run;

/// <summary>BenchmarkDotNet configuration of the suite: one step an iteration, each case in several fresh processes.</summary>
public sealed class SuiteConfig : ManualConfig
{
    /// <summary>Creates the configuration of a run.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="inProcess">True to run the cases in this process.</param>
    /// <param name="run">Description of the run as a whole, for the report.</param>
    /// <param name="records">Receives what the cases measure beside time.</param>
    /// <param name="runCase">Runs a process of a case; a fresh one by default.</param>
    internal SuiteConfig(SuiteOptions options, bool inProcess, RunDescription run, CaseRecords records, RunCase? runCase = null)
    {
        ArgumentNullException.ThrowIfNull(options);

        // A step takes long, so there are no pilot runs that look for a number of invocations. In this process the number of iterations
        // is BenchmarkDotNet's; in fresh ones each decides itself when it knows enough.
        Job job = Job.Default
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(options.WarmupCount)
            .WithIterationCount(options.IterationCount)
            .WithInvocationCount(1)
            .WithUnrollFactor(1);
        job = inProcess
            ? job.WithToolchain(new InProcessEmitToolchain(timeout: TimeSpan.FromDays(1), logOutput: true))
            : job.WithLaunchCount(options.Rounds).WithToolchain(new RoundsToolchain(options.Rounds, records, runCase ?? new CaseProcesses(inPairs: options.Device == "cpu").Run));

        AddJob(job);

        // Its colours are escape codes, which are not wanted everywhere where there is a terminal. BenchmarkDotNet takes one StreamLogger at most,
        // and that one writes the log file.
        AddLogger(Output.IsPlain ? new TextLogger(Output.Writer) : ConsoleLogger.Default);
        AddColumnProvider(
            DefaultColumnProviders.Descriptor,
            DefaultColumnProviders.Params,
            new TimeColumns(),
            DefaultColumnProviders.Metrics);
        AddColumn(new ImagesPerSecondColumn(), new CaseStatusColumn(records), new MemoryRatioColumn(records, options.WarmupCount), new FiguresColumn(records));
        AddDiagnoser(new TrainingDiagnoser(records, options.WarmupCount, inProcess));
        AddExporter(MarkdownExporter.GitHub, new RunExporter(records, options, run));
        AddAnalyser(DefaultConfig.Instance.GetAnalysers().ToArray());
        AddValidator(DefaultConfig.Instance.GetValidators().ToArray());
        Orderer = new SuiteOrderer();
        ArtifactsPath = options.ArtifactsPath;
    }
}
