using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using Benchmarks.Commands.Run;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using Reports.Model;
using Schemes;
using Support;

namespace Benchmarks.Tests;

[Collection("environment variables")]
public sealed class FusionStepBenchmarksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SuiteOptions _options;

    public FusionStepBenchmarksTests()
    {
        _options = new SuiteOptions { Model = "n", ImageSize = 64, BatchSizes = [1, 2], Device = "cpu", Data = "", Threads = 1, ArtifactsPath = _folder.Path, WarmupCount = 0 };
        _options.ToEnvironment();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_is_a_case_for_every_input_batch_and_scheme() => Assert.Equal(
        from scheme in (string[])["AmpFusedChannelsLast", "Amp", "Baseline", "Checkpoint"]
        from input in (string[])["dual-add", "dual-attention", "dual-concat", "dual-early", "event", "rgb"]
        from batch in (int[])[1, 2]
        orderby $"{scheme} {input} {batch}"
        select $"{scheme} {input} {batch}",
        Cases().Select(each => $"{each.Descriptor.WorkloadMethod.Name} {each.Parameters["Input"]} {each.Parameters["BatchSize"]}").Order());

    [Fact]
    public void The_baseline_of_the_same_input_and_batch_is_measured_beside_a_scheme_and_no_other()
    {
        const string Filter = "*FusionStep*.Amp(*dual-add*BatchSize: 2*";

        string[] completed = BaselineFilter.Complete(["--filter", Filter], [typeof(TrainingStepBenchmarks), typeof(FusionStepBenchmarks)]);

        GlobFilter filter = new([.. completed.Skip(1)]);
        Assert.Equal(["Amp dual-add 2", "Baseline dual-add 2"], Cases().Where(filter.Predicate).Select(each => $"{each.Descriptor.WorkloadMethod.Name} {each.Parameters["Input"]} {each.Parameters["BatchSize"]}").Order());
        Assert.DoesNotContain(completed, pattern => pattern.Contains(nameof(TrainingStepBenchmarks), StringComparison.Ordinal));
    }

    [Fact]
    public void The_filter_of_a_scheme_selects_none_of_them()
    {
        Assert.DoesNotContain("Fusion", SuiteProgram.Run("--list", "flat", "--filter", "*Amp*").Output, StringComparison.Ordinal);
        Assert.Contains("FusionStepBenchmarks.Checkpoint", SuiteProgram.Run("--list", "flat", "--filter", "*FusionStep*").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_for_two_cameras_leaves_its_memory_and_its_input_in_the_run()
    {
        string file = _folder.File("record.json");
        Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, file);
        try
        {
            TrainingCase step = TrainingCase.Drawn(_options, SchemeCatalog.Baseline, 1, FusionInput.Find("dual-attention"));
            step.BeforeStep();
            step.Step();
            step.AfterStep();
            step.Finish();
        }
        finally
        {
            Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, null);
        }

        BenchmarkCase benchmark = Cases().First(each => each.Parameters["Input"] is "dual-attention" && each.Descriptor.Baseline);
        CaseResult measured = CaseConversion.Of(benchmark, null, CaseRecordFile.Read(file), warmupCount: 0);
        Assert.True(measured.PeakAllocatedBytes > 1 << 20);
        Assert.Equal("dual-attention", Assert.Single(measured.Parameters!).Value);
        Assert.Null(measured.Accuracy);
    }

    private static BenchmarkCase[] Cases() => BenchmarkConverter.TypeToBenchmarks(typeof(FusionStepBenchmarks), ManualConfig.CreateEmpty().AddJob(Job.Dry)).BenchmarksCases;
}
