using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.Parameters;
using BenchmarkDotNet.Toolchains.Results;
using Benchmarks.Commands.Run;
using Benchmarks.Measurement;
using Benchmarks.Reporting;
using Benchmarks.Rounds;
using Perfolizer.Horology;
using Reports.Comparison;
using Reports.Json;
using Reports.Model;
using Schemes;
using Support;

namespace Benchmarks.Tests;

/// <summary>
/// The whole way of a number, with a clock and a device that are made up: case, record, BenchmarkDotNet, exporter, files, gate. What the
/// clock and the device said is found in the files to the last digit.
/// </summary>
[Collection("environment variables")]
public class PipelineTests
{
    private static readonly double[][] Milliseconds = [[100, 110, 104], [90, 97, 95]];

    [Fact]
    public void Known_times_and_bytes_are_found_again_in_every_file()
    {
        using TemporaryFolder folder = new();
        BenchmarkRun run = Measure(folder, 1);

        CaseResult item = run.Cases.Single(c => c.SchemeId == "mixed_precision");
        Assert.Equal([.. Milliseconds.SelectMany(times => times).Select(ms => ms / 1000)], item.IterationTimesSeconds);
        Assert.Equal([3, 3], item.IterationsPerProcess);
        Assert.Equal(123456789 + 2, item.PeakAllocatedBytes);
        Assert.Equal(223456789 + 2, item.PeakReservedBytes);
        Assert.Equal(0.43210987654321, item.Accuracy!.Map50);

        // Two means of three steps: (100 + 110 + 104) / 3 and (90 + 97 + 95) / 3; t with one degree of freedom at 97.5% is 12.7062.
        double mean = ((314 / 3.0) + 94) / 2 / 1000;
        double margin = 12.7062047 * ((314 / 3.0) - 94) / 2 / 1000;
        Assert.Equal(mean, item.Statistics!.Mean, 12);
        Assert.Equal(mean - margin, item.Statistics.Ci95!.Low, 9);
        Assert.Equal(4 / mean, item.ImagesPerSecond!.Value, 9);

        string csv = File.ReadLines(folder.File("cases.csv")).Single(line => line.Contains("mixed_precision", StringComparison.Ordinal));
        Assert.Contains(item.Statistics.Mean.ToString("R", CultureInfo.InvariantCulture), csv, StringComparison.Ordinal);
        Assert.Contains("123456791", csv, StringComparison.Ordinal);
        Assert.Contains("0.43210987654321", csv, StringComparison.Ordinal);
        string html = File.ReadAllText(folder.File("report.html"));
        Assert.Contains((1000 * mean).ToString("0.0", CultureInfo.InvariantCulture), html, StringComparison.Ordinal);
        Assert.Contains((123456791 / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture), html, StringComparison.Ordinal);
        Assert.Contains("0.432", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_gate_finds_memory_that_the_device_took_more_of()
    {
        using TemporaryFolder before = new(), after = new();
        RunComparison comparison = RunComparison.Compare(Measure(before, 1), Measure(after, 1.25));

        Assert.Equal(1, comparison.ExitCode);
        Assert.All(comparison.Cases, item => Assert.Equal(Verdict.Regressed, item.Memory.Verdict));
        Assert.All(comparison.Cases, item => Assert.Equal(0.25, item.Memory.Change!.Value, 6));
    }

    private static BenchmarkRun Measure(TemporaryFolder folder, double memory)
    {
        SuiteOptions options = new()
        {
            Model = "n",
            ImageSize = 64,
            BatchSizes = [4],
            Device = "cpu",
            Data = "drawn.yaml",
            Threads = 1,
            Rounds = 2,
            WarmupCount = 1,
            IterationCount = 3,
            ArtifactsPath = folder.Path,
        };
        options.ToEnvironment();
        CaseRecords records = new(options.WarmupCount);
        FakeSteps.Memory = memory;
        SuiteConfig config = new(options, inProcess: false, new RunDescription("run", DateTimeOffset.UnixEpoch, "bench", null, null), records, Run);
        config.AddLogger(NullLogger.Instance);
        BenchmarkRunner.Run<FakeSteps>(config);
        BenchmarkRun measured = RunJson.Read(folder.File("run.json"));
        RunFiles.Write(measured, folder.Path, out _);
        return measured;

        ExecuteResult Run(ExecuteParameters parameters, CaseRound current, CaseRound? next)
        {
            FakeSteps.Process = parameters.LaunchIndex;
            Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, current.RecordFile);
            try
            {
                using StringWriter output = new();
                using StringReader answers = new(new string('\n', 10));
                using StandardStreamsHost host = new(answers, output);
                CaseRunner.Run(parameters.BenchmarkCase, options, host, FakeSteps.Clock);
                return CaseProcess.Result(0, 1, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), parameters.LaunchIndex);
            }
            finally
            {
                Environment.SetEnvironmentVariable(CaseRecordFile.EnvironmentVariable, null);
            }
        }
    }

    /// <summary>Steps that take what the list above says, on a clock of nanoseconds.</summary>
    public class FakeSteps
    {
        private CaseRecord _record = new();
        private int _step;

        internal static FakeClock Clock { get; } = new();

        internal static int Process { get; set; }

        internal static double Memory { get; set; }

        /// <summary>Images a step.</summary>
        [Params(4)]
        public int BatchSize { get; set; }

        /// <summary>A step of the baseline.</summary>
        [Benchmark(Baseline = true)]
        public void Baseline() => Step(2, SchemeCatalog.Find("baseline"));

        /// <summary>A step of the scheme.</summary>
        [Benchmark]
        public void Amp() => Step(1, SchemeCatalog.Find("mixed_precision"));

        /// <summary>The end of a case.</summary>
        [GlobalCleanup]
        public void CleanUp() => CaseRecordFile.Write(_record with { Accuracy = Process == 1 ? new AccuracyResult { Map50 = 0.43210987654321 } : null });

        // The first step is the warm-up, whose peak is the highest and does not count.
        private void Step(double factor, Scheme scheme)
        {
            double milliseconds = _step == 0 ? 5000 : Milliseconds[Process - 1][_step - 1];
            Clock.Nanoseconds += (long)(factor * milliseconds * 1e6);
            long peak = _step == 0 ? 999_999_999 : 123456789 + Process;
            _record = _record with
            {
                Scheme = SchemeDescriptions.Of(scheme, TorchSharp.torch.CPU),
                PeakAllocatedBytes = [.. _record.PeakAllocatedBytes, (long)(peak * Memory)],
                PeakReservedBytes = [.. _record.PeakReservedBytes, peak + 100_000_000],
            };
            _step++;
            CaseRecordFile.Write(_record);
        }
    }

    internal sealed class FakeClock : IClock
    {
        public long Nanoseconds { get; set; }

        public string Title => "fake";

        public bool IsAvailable => true;

        public Frequency Frequency => new(1e9);

        public long GetTimestamp() => Nanoseconds;
    }
}
