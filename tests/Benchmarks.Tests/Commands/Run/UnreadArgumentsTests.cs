using Benchmarks.Commands.Run;
using Benchmarks.Measurement;
using CommandLines;
using Support;

namespace Benchmarks.Tests.Commands.Run;

/// <summary>Arguments of the suite that would be read by nobody, or that would change its job.</summary>
public sealed class UnreadArgumentsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--batch 1 2", "'2' is read by no option. Several values are separated by commas: --batch 1,2.")]
    [InlineData("--seeds 0 1", "--seeds 0,1.")]
    [InlineData("--list flat *Amp*", "'*Amp*' behind --list flat is read by no option. --filter '*Amp*' selects benchmarks.")]
    [InlineData("--list flat --fliter x", "--fliter: there is no such option. Did you mean --filter?")]
    [InlineData("--no-acuracy", "--no-acuracy: there is no such option. Did you mean --no-accuracy?")]
    [InlineData("--warmup-coutn 3", "Did you mean --warmupCount?")]
    [InlineData("--model n sweep", "'sweep' behind --model n is read by no option. The verb sweep stands first.")]
    [InlineData("--inProcess yes", "'yes' behind --inProcess is read by no option.")]
    [InlineData("--filter", "--filter: a value is expected after it.")]
    [InlineData("--model --list flat", "--model: a value is expected after it.")]
    [InlineData("--list flt", "--list flt: Disabled, Flat, Tree is expected.")]
    [InlineData("--maxWidth wide", "--maxWidth wide: a whole number is expected.")]
    [InlineData("--artifacts /proc/runs", "--artifacts /proc/runs: cannot be written")]
    public void What_nobody_reads_is_refused_by_name(string arguments, string complaint)
    {
        string message = Assert.Throws<InvalidInputException>(() => Parse(arguments.Split(' '))).Message;

        Assert.Contains(complaint, message, StringComparison.Ordinal);
        Assert.Single(message.Split('\n'));
    }

    [Fact]
    public void Every_option_of_BenchmarkDotNet_is_passed_on_or_refused_with_the_reason()
    {
        Assert.True(BenchmarkDotNetOptions.All.Count > 60);
        Assert.All(BenchmarkDotNetOptions.Refused, name => Assert.Contains(BenchmarkDotNetOptions.All, option => option.Name == $"--{name}"));
        string[] own = ["--inProcess", "--artifacts", "--warmupCount", "--iterationCount", "--hide"];
        foreach (KnownOption option in BenchmarkDotNetOptions.All.Where(option => !own.Contains(option.Name)))
        {
            string[] arguments = option.IsSwitch ? [option.Name] : [option.Name, option.ValueType.IsEnum ? Enum.GetNames(option.ValueType)[0] : "1"];
            if (BenchmarkDotNetOptions.ReasonAgainst(option) is { } reason)
                Assert.Contains(reason, Assert.Throws<InvalidInputException>(() => Parse(arguments)).Message, StringComparison.Ordinal);
            else
                Assert.Equal(arguments, Parse(arguments).Remaining);
        }
    }

    [Theory]
    [InlineData("--job Dry", "--warmupCount 1 --iterationCount 1")]
    [InlineData("-j short", "--job")]
    [InlineData("--runtimes net8.0 net10.0", "runtime of this program")]
    [InlineData("--launchcount 2", "--rounds")]
    [InlineData("--envVars A:1", "NAME=value ./bench.sh")]
    [InlineData("--affinity 1", "taskset")]
    [InlineData("-m", "verb memory")]
    [InlineData("--apples", "versus")]
    [InlineData("--resume", "folder of its own")]
    public void An_option_that_would_add_a_job_is_refused_with_what_to_use_instead(string arguments, string instead) =>
        Assert.Contains(instead, Assert.Throws<InvalidInputException>(() => Parse(arguments.Split(' '))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--batch-size 4 --img 64")]
    [InlineData("--batch_size 4 --img_size 64")]
    [InlineData("--batchSize=4 --img-size=64")]
    [InlineData("--batch 2,8 --batch 4 --imgsz 128 --imgsz 64")]
    public void Both_spellings_are_read_and_the_last_value_counts(string arguments)
    {
        SuiteOptions options = Parse([.. arguments.Split(' '), "--device", "CPU"]).Options;

        Assert.Equal((4, 64, "cpu"), (options.BatchSizes.Single(), options.ImageSize, options.Device));
    }

    [Fact]
    public void An_option_of_BenchmarkDotNet_is_passed_on_once_with_all_of_its_values() =>
        Assert.Equal(["--join", "--filter", "*Amp", "*Fused", "*Zero3"], Parse("-f", "*Amp", "*Fused", "--JOIN", "--filter=*Zero3").Remaining);

    [Theory]
    [InlineData("--filter *Ampp*", "--filter '*Ampp*': no benchmark is selected. Did you mean '*Amp*'")]
    [InlineData("--filter *Amp* *Basline*", "--filter '*Basline*': no benchmark is selected. Did you mean '*Baseline*'?")]
    [InlineData("--filter TrainingStep --list flat", "'*TrainingStep")]
    [InlineData("--anyCategories Fast", "no benchmark is selected")]
    [InlineData("--exporters foo --filter *", "The provided exporter \"foo\" is invalid")]
    [InlineData("--batch 1 2", "--batch 1,2")]
    [InlineData("swep --model s", "'swep' is no verb. Did you mean step or sweep?")]
    [InlineData("sweep --modle s", "--modle: there is no such option. Did you mean")]
    [InlineData("compare a b", "'a' is read by no option")]
    [InlineData("peer --batch", "--batch: a value is expected after it.")]
    [InlineData("sweep --json /proc/x.json", "--json /proc/x.json: cannot be written")]
    [InlineData("memory --json /proc/x.json", "--json /proc/x.json: cannot be written")]
    [InlineData("versus HEAD --out /proc/x", "--out /proc/x: cannot be written")]
    [InlineData("compare --baseline x --markdown /proc/x.md", "--markdown /proc/x.md: cannot be written")]
    [InlineData("history --append latest --folder /proc/x", "--folder /proc/x: cannot be written")]
    public void The_program_says_so_at_once_in_a_line_and_ends_with_2(string arguments, string complaint)
    {
        (int exitCode, string output) = SuiteProgram.Run(arguments.Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    private (SuiteOptions Options, string[] Remaining, bool InProcess) Parse(params string[] arguments) =>
        new SuiteCommandLine().Parse(arguments, "run", _folder.Path);
}
