using Schemes;
using Yolov5.Sizing;
using Yolov5.Training;

namespace Yolov5.Tests.Sizing;

public class ProcessProbeTests
{
    private static readonly ProbeRequest Request = new()
    {
        Config = new TrainingConfig
        {
            Data = "/home/someone/data.yaml",
            Weights = "/home/someone/weights.pt",
            Model = "n",
            ImageSize = 64,
            BatchSize = 3,
            Scheme = SchemeCatalog.Find("mixed_optimization"),
            Optimizer = OptimizerKind.AdamW,
        },
        Mode = ProbeMode.Inference,
        LabelsPerImage = 7,
        MemoryBudget = 5L << 30,
    };

    [Fact]
    public void A_request_survives_the_way_to_its_process_without_data_and_weights()
    {
        ProbeRequest read = ProbeRequest.FromJson(Request.ToJson());

        // The name of a benchmark method stays behind too; lists are equal only to themselves.
        Assert.Equal(Request.Config.FrozenLayers, read.Config.FrozenLayers);
        Assert.Equal(
            Request with { Config = Request.Config with { Data = "", Weights = null, Scheme = Request.Config.Scheme with { Method = null }, FrozenLayers = read.Config.FrozenLayers } }, read);
        Assert.DoesNotContain('\n', Request.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"Config\":3}")]
    public void A_text_that_is_not_a_request_is_refused(string json)
    {
        Assert.Throws<InvalidInputException>(() => ProbeRequest.FromJson(json));
    }

    [Fact]
    public void The_last_line_is_the_result_whatever_was_printed_before()
    {
        ProbeResult result = new() { Status = ProbeStatus.Completed, PeakAllocatedBytes = 5, StepSeconds = 0.25, TotalBytes = 9, AvailableBytes = 8 };

        Assert.Equal(result, ProcessProbe.Interpret(0, $"a warning of some library\n{result.ToJson()}\n", ""));
    }

    [Fact]
    public void A_process_that_the_system_killed_ran_out_of_memory()
    {
        Assert.Equal(ProbeStatus.OutOfMemory, ProcessProbe.Interpret(137, "", "").Status);
    }

    [Theory]
    [InlineData(134, "", "terminate called", "terminate called")]
    [InlineData(0, "nonsense", "", "exit code 0")]
    [InlineData(0, "null", "", "exit code 0")]
    public void A_process_that_says_nothing_usable_failed(int exitCode, string output, string error, string message)
    {
        ProbeResult result = ProcessProbe.Interpret(exitCode, output, error);

        Assert.Equal(ProbeStatus.Failed, result.Status);
        Assert.Contains(message, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_mistake_in_a_probe_remains_a_users_mistake()
    {
        Assert.Equal("no such model", Assert.Throws<InvalidInputException>(() => ProcessProbe.Interpret(2, "", "no such model\n")).Message);
    }

    [Fact]
    public void A_process_that_takes_too_long_is_ended()
    {
        ProbeResult result = new ProcessProbe("/bin/sh", "-c", "read line; sleep 60 & wait", "probe") { Timeout = TimeSpan.FromMilliseconds(50) }.Run(Request);

        Assert.Equal(ProbeStatus.Failed, result.Status);
        Assert.Contains("no answer", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_without_a_probe_is_not_started_as_one()
    {
        Assert.Null(ProcessProbe.OfThisProgram());
    }
}
