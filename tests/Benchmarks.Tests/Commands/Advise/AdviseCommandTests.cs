using System.Globalization;
using Reports.Advice;
using Reports.Json;
using Support;
using SyntheticData;

namespace Benchmarks.Tests.Commands.Advise;

/// <summary>The adviser as a user runs it, with everything as small as it goes.</summary>
public class AdviseCommandTests
{
    [LongFact]
    public void A_training_is_measured_advised_and_proven()
    {
        using TemporaryFolder folder = new();
        string data = SyntheticDataset.Ensure(folder.File("data"), new SyntheticDatasetOptions { TrainImages = 8, ValidationImages = 4, ImageSize = 64 });
        (int exitCode, string output) = SuiteProgram.Run(
            "advise", "--data", data, "--model", "n", "--imgsz", "64", "--batch-size", "4", "--device", "cpu", "--workers", "0", "--prefetch", "1", "--schemes", "none", "--keep-batch",
            "--hyp", "no-augmentation", "--repeats", "1", "--proof-epochs", "1", "--json", folder.File("advice.json"), "--out", folder.File("out"));

        // A machine that runs tests may find anything; the findings agree with each other.
        AdviceResult advice = AdviceJson.Read(folder.File("advice.json"));
        Assert.True(exitCode == (advice.Gain >= 0.1 ? 1 : 0), output);
        Assert.Equal(advice.Changed is null, advice.Proof is null);
        Assert.Equal(advice.Changed is null, advice.Advice.Length == 0);
        Assert.All(advice.Now.Parts, part => Assert.True(part.Seconds > 0, part.Name));
        Assert.Contains(AdviceText.Headline(advice), output, StringComparison.Ordinal);
        Assert.Contains(" left\n", output, StringComparison.Ordinal);

        // Checkpoints of the measurement are not left behind.
        Assert.Equal(["advice.html"], Directory.EnumerateFileSystemEntries(folder.File("out")).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--read-mib-per-s", "0", "a rate above 0 is expected")]
    [InlineData("--repeats", "0", "at least 1 is expected")]
    [InlineData("--proof-epochs", "-1", "0 or more is expected")]
    [InlineData("--threshold", "100%", "above 0 and below 1 is expected")]
    [InlineData("--schemes", "fastest", "There is no scheme 'fastest'")]
    [InlineData("--data", "no-such.yaml", "no-such.yaml")]
    [InlineData("--modality", "dual", "has images of one camera")]
    [InlineData("--fusion", "add", "has images of one camera")]
    [InlineData("--eval-period", "0", "at least 1 epoch is expected")]
    [InlineData("--hyp", "no-such-hyp", "no-such-hyp")]
    public void A_users_mistake_is_one_line_and_exit_code_2(string option, string value, string complaint)
    {
        using TemporaryFolder folder = new();
        (int exitCode, string output) = SuiteProgram.Run("advise", option, value, "--out", folder.File("out"), "--device", "cpu");

        Assert.True(exitCode == 2, output);
        Assert.Contains(complaint, output, StringComparison.Ordinal);
        Assert.Single(output.Trim().Split('\n'));
    }

    [Fact]
    public void Help_has_examples_and_exit_codes()
    {
        (int exitCode, string output) = SuiteProgram.Run("advise", "--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("./bench.sh advise --data my.yaml --model s --batch-size 8 --img-size 640", output, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Ends with 0"), output, StringComparison.Ordinal);
    }
}
