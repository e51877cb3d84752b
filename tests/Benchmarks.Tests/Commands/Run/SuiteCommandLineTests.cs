using Benchmarks.Commands.Run;
using Benchmarks.Measurement;
using Schemes;
using Support;
using Yolov5;

namespace Benchmarks.Tests.Commands.Run;

[Collection("environment variables")]
public sealed class SuiteCommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void On_a_cpu_the_defaults_are_small()
    {
        SuiteOptions options = Parse("--device", "cpu").Options;

        Assert.Equal(("n", 320), (options.Model, options.ImageSize));
        Assert.Equal([2, 4, 8], options.BatchSizes);
        Assert.Equal(Environment.ProcessorCount, options.Threads);
        Assert.Equal(1, options.AccuracyEpochs);
    }

    [Fact]
    public void Other_options_go_to_BenchmarkDotNet()
    {
        var parsed = Parse("--filter", "*Amp*", "--batch", "4", "--list", "flat");

        Assert.Equal(["--filter", "*Amp*", "--list", "flat"], parsed.Remaining);
        Assert.Equal([4], parsed.Options.BatchSizes);
    }

    [Fact]
    public void Options_survive_the_way_into_a_benchmark_process()
    {
        SuiteOptions options = Parse("--device", "cpu", "--batch", "3,5", "--memory-budget", "1.5GiB", "--seeds", "1,2", "--scheme-file", SchemeFile("a", "every3", 3)).Options;
        options.ToEnvironment();
        SuiteOptions arrived = SuiteOptions.FromEnvironment();

        Assert.Equal(options.BatchSizes, arrived.BatchSizes);
        Assert.Equal(options.Seeds, arrived.Seeds);
        Assert.Equal(1610612736, arrived.MemoryBudget);
        Assert.Equal(options.CustomSchemes, arrived.CustomSchemes);
        Assert.Equal(options with { BatchSizes = arrived.BatchSizes, Seeds = arrived.Seeds, CustomSchemes = arrived.CustomSchemes }, arrived);
    }

    [Theory]
    [InlineData("--batch", "0", "whole numbers from 1")]
    [InlineData("--batch", "4,x", "whole numbers from 1")]
    [InlineData("--batch", "99999999999999", "whole numbers from 1")]
    [InlineData("--imgsz", "333", "a multiple of 32")]
    [InlineData("--model", "q", "n, s, m, l or x")]
    [InlineData("--device", "tpu", "cpu, cuda:0")]
    [InlineData("--device", "cuda:99", "CUDA devices")]
    [InlineData("--data", "no-such.yaml", "there is no such file")]
    [InlineData("--memory-budget", "lots", "4GiB")]
    [InlineData("--threads", "0", "at least 1")]
    public void A_wrong_value_is_named_with_what_is_allowed(string option, string value, string allowed)
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() => Parse(option, value));

        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
        Assert.Contains(option == "--memory-budget" ? "lots" : value.Split(',')[0], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schemes_of_files_are_measured_beside_the_baseline_if_no_filter_says_otherwise()
    {
        string first = SchemeFile("first", "every3", 3), second = SchemeFile("second", "every8", 8);

        var parsed = Parse("--scheme-file", first, second, "--batch", "4");
        Assert.Equal([new Scheme { Id = "every3", CheckpointInterval = 3 }, new Scheme { Id = "every8", CheckpointInterval = 8 }], parsed.Options.CustomSchemes);
        Assert.Equal(["--filter", "*.Baseline", "*.Custom"], parsed.Remaining);

        parsed = Parse("--scheme-file", first, "--scheme-file", first, "--filter", "*", "--join");
        Assert.Equal(["every3"], parsed.Options.CustomSchemes.Select(scheme => scheme.Id));
        Assert.Equal(["--filter", "*", "--join"], parsed.Remaining);
    }

    [Fact]
    public void Schemes_that_rows_could_not_tell_apart_or_that_cannot_be_measured_are_refused()
    {
        string first = SchemeFile("first", "mine", 3), second = SchemeFile("second", "mine", 8), builtIn = SchemeFile("third", "baseline", 0);
        string unknown = _folder.File("fourth.json");
        File.WriteAllText(unknown, """{ "scheme": { "id": "mine", "precision": "fp16" } }""");

        Assert.Contains("two schemes have the id 'mine'", Complaint("--scheme-file", first, second), StringComparison.Ordinal);
        Assert.Contains("baseline is a built-in scheme", Complaint("--scheme-file", builtIn), StringComparison.Ordinal);
        Assert.Contains("precision is fp16, which CPUs do not support", Complaint("--device", "cpu", "--scheme-file", unknown), StringComparison.Ordinal);
        Assert.Contains("--scheme-file no-such.json: there is no such file", Complaint("--scheme-file", "no-such.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_path_is_absolute_because_benchmark_processes_run_elsewhere()
    {
        string yaml = _folder.File("data.yaml");
        File.WriteAllText(yaml, "");
        SuiteOptions options = Parse("--data", Path.GetRelativePath(Environment.CurrentDirectory, yaml)).Options;

        Assert.Equal(yaml, options.Data);
        Assert.True(Path.IsPathFullyQualified(options.ArtifactsPath));
    }

    private (SuiteOptions Options, string[] Remaining, bool InProcess) Parse(params string[] arguments) =>
        new SuiteCommandLine().Parse(arguments, "run", _folder.Path);

    private string Complaint(params string[] arguments) => Assert.Throws<InvalidInputException>(() => Parse(arguments)).Message;

    private string SchemeFile(string name, string id, int interval)
    {
        string path = _folder.File($"{name}.json");
        File.WriteAllText(path, $$"""{ "scheme": { "id": "{{id}}", "checkpoint_interval": {{interval}} } }""");
        return path;
    }
}
