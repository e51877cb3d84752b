using Reports.Csv;
using Reports.Json;
using Reports.Model;
using Reports.Text;
using Support;

namespace Reports.Tests.Text;

public class ScalingReportTests
{
    [Fact]
    public void Speed_up_efficiency_and_hidden_share_are_of_the_rows_they_are_said_to_be_of()
    {
        ScalingResult result = Result();
        ScalingRow two = result.Rows[2];

        // 4 images in 0.4 s, against 2 in 0.25 s with both threads and 2 in 0.4 s with one.
        Assert.Equal(10 / 8.0, ScalingFigures.SpeedUp(result, two)!.Value, 12);
        Assert.Equal(10 / (2 * 5.0), ScalingFigures.Efficiency(result, two)!.Value, 12);
        Assert.Equal(0.75, ScalingFigures.HiddenShare(two)!.Value, 12);
        Assert.Equal((0.8, 0.9), (Math.Round(two.Overlap!.HiddenShare, 12), Math.Round(two.Overlap.AllowedShare, 12)));
        Assert.Null(ScalingFigures.HiddenShare(result.Rows[0]));
    }

    [Theory]
    [InlineData(2, 0.5, 0.75)]
    [InlineData(2, 3, 0)]
    [InlineData(0, 0, 0)]
    public void The_hidden_share_is_what_was_not_waited_for(double seconds, double waited, double share) => Assert.Equal(
        share, new ScalingCollective { Operation = "all_reduce", IsAhead = true, Count = 1, Bytes = 4, Seconds = seconds, WaitedSeconds = waited }.HiddenShare);

    [Fact]
    public void The_text_says_what_the_cores_allow_and_what_ZeRO_is_worth()
    {
        string text = ScalingReport.ToText(Result());
        Assert.Contains("4 ranks on 2 cores take turns: an efficiency of more than 50% is not possible.", text, StringComparison.Ordinal);
        Assert.Contains("80% of the exchange costs no time; these cores allow 90%; in a step, computing did not wait for 75%", text, StringComparison.Ordinal);
        Assert.Contains("zero_stage_3 over 4 ranks keeps 3.00 MiB of training state a rank, data_parallel 12.0 MiB.", text, StringComparison.Ordinal);
        Assert.Contains("under data_parallel 12% of the peak is training state", text, StringComparison.Ordinal);
        Assert.Contains("failed: rank 1 ended", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        using TemporaryFolder folder = new();
        ScalingJson.Write(Result(), folder.File("scaling.json"));
        ScalingResult read = ScalingJson.Read(folder.File("scaling.json"));
        Assert.Equal(ScalingReport.ToMarkdown(Result()), ScalingReport.ToMarkdown(read));
        ScalingCsv.Write(read, folder.File("scaling.csv"));
        Assert.Equal(read.Rows.Count + 1, File.ReadLines(folder.File("scaling.csv")).Count());
    }

    private static ScalingResult Result()
    {
        const long MiB = 1 << 20;
        ScalingState whole = new() { Parameters = 4 * MiB, Masters = 0, Gradients = 4 * MiB, OptimizerState = 4 * MiB };
        ScalingState quarter = new() { Parameters = MiB, Masters = 0, Gradients = MiB, OptimizerState = MiB };
        return new ScalingResult
        {
            StartedUtc = DateTimeOffset.UnixEpoch,
            Environment = SampleRuns.Typical().Environment with { DeviceKind = "cpu", Threads = 2 },
            Model = "yolov5s",
            Imgsz = 640,
            BatchPerRank = 2,
            Cores = 2,
            Rows =
            [
                Row("baseline", 1, 2, 0.25) with { IsReference = true, PredictedState = whole },
                Row("baseline", 1, 1, 0.4) with { IsReference = true },
                Row("data_parallel", 2, 1, 0.4) with
                {
                    Collectives =
                    [
                        new() { Operation = "all_reduce", IsAhead = true, Count = 3, Bytes = 100, Seconds = 0.2, WaitedSeconds = 0.05 },
                        new() { Operation = "broadcast", IsAhead = false, Count = 1, Bytes = 1, Seconds = 0.1, WaitedSeconds = 0.1 },
                    ],
                    Overlap = new() { ComputeSeconds = 1, AloneSeconds = 0.1, AloneCpuSeconds = 0.08, TogetherSeconds = 1.02, FreeSeconds = 1.01 },
                },
                Row("data_parallel", 4, 1, 0.8) with { State = whole, PredictedState = whole, PeakAllocatedBytes = [100 * MiB, 90 * MiB, 90 * MiB, 90 * MiB] },
                Row("zero_stage_3", 4, 1, 0.9) with { State = quarter, PredictedState = quarter, PeakAllocatedBytes = [92 * MiB, 90 * MiB, 90 * MiB, 90 * MiB] },
                Row("zero_stage_2", 4, 1, null) with { Status = CaseStatus.Failed, Message = "rank 1 ended with exit code 137 (signal 9)" },
            ],
        };
    }

    private static ScalingRow Row(string scheme, int ranks, int threads, double? seconds) =>
        new() { Scheme = scheme, Ranks = ranks, ThreadsPerRank = threads, BatchSize = 2 * ranks, Status = CaseStatus.Ok, StepSeconds = seconds };
}
