using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks.Measurement;
using Benchmarks.Reporting;

namespace Benchmarks.Commands.Run;

/// <summary>BenchmarkDotNet configuration of the suite: one step an iteration, each case in a fresh process.</summary>
public sealed class SuiteConfig : ManualConfig
{
    /// <summary>Creates the configuration of a run.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="inProcess">True to run the cases in this process.</param>
    /// <param name="run">Description of the run as a whole, for the report.</param>
    /// <param name="records">Receives what the cases measure beside time.</param>
    public SuiteConfig(SuiteOptions options, bool inProcess, RunDescription run, CaseRecords records)
    {
        ArgumentNullException.ThrowIfNull(options);

        // A step takes long, so there are no pilot runs that look for a number of invocations.
        Job job = Job.Default
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(options.WarmupCount)
            .WithIterationCount(options.IterationCount)
            .WithInvocationCount(1)
            .WithUnrollFactor(1);
        if (inProcess)
            job = job.WithToolchain(new InProcessEmitToolchain(timeout: TimeSpan.FromDays(1), logOutput: true));

        AddJob(job);
        AddLogger(ConsoleLogger.Default);
        AddColumnProvider(
            DefaultColumnProviders.Descriptor,
            DefaultColumnProviders.Params,
            DefaultColumnProviders.Statistics,
            DefaultColumnProviders.Metrics);
        AddColumn(new ImagesPerSecondColumn(), new CaseStatusColumn(records));
        AddDiagnoser(new TrainingDiagnoser(records, options.WarmupCount));
        AddExporter(MarkdownExporter.GitHub, new RunExporter(records, options, run));
        AddAnalyser(DefaultConfig.Instance.GetAnalysers().ToArray());
        AddValidator(DefaultConfig.Instance.GetValidators().ToArray());
        Orderer = new SuiteOrderer();

        // One table, so that schemes from files stand beside the built-in ones.
        if (options.CustomSchemes.Count > 0)
            WithOptions(ConfigOptions.JoinSummary);
        ArtifactsPath = options.ArtifactsPath;

        // The first build of the generated project restores packages, on a machine that may have two cores.
        BuildTimeout = TimeSpan.FromMinutes(10);
    }
}
