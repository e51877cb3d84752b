using Reports.Model;
using Reports.Tables;
using Reports.Text;

namespace Reports.Tests.Tables;

public class TableTests
{
    [Theory]
    [InlineData(0.05, "+5.0%")]
    [InlineData(-0.0001, "0.0%")]
    [InlineData(-0.0512, "-5.1%")]
    public void Changes_have_a_sign_unless_they_are_none(double change, string text) => Assert.Equal(text, Figures.Change(change));

    [Theory]
    [InlineData(1234.6, "1235")]
    [InlineData(12.345, "12.3")]
    [InlineData(0.012345, "0.0123")]
    [InlineData(0, "0")]
    public void Short_figures_have_three_digits(double value, string text) => Assert.Equal(text, Figures.Short(value));

    [Fact]
    public void Markdown_cannot_be_broken_by_text()
    {
        Table table = new TableBuilder<string>(["a|b", "<script>", "line\nbreak", "`x` *y* [z](w)"]).Text("Text", s => s).Build("t", "T");
        string[] lines = MarkdownTable.Render(table).TrimEnd().Split('\n');
        Assert.Equal(6, lines.Length);
        Assert.Equal("| a\\|b |", lines[2]);
        Assert.Equal("| &lt;script&gt; |", lines[3]);
        Assert.Equal("| line break |", lines[4]);
    }

    [Fact]
    public void Plain_text_is_aligned_and_free_of_control_characters()
    {
        Table table = new TableBuilder<(string, double)>([("short", 1), ("much longer\u001b[31m", 123.25)])
            .Text("Name", x => x.Item1).Number("Value", "ms", x => x.Item2).Build("t", "T");
        string[] lines = TextTable.Render(table).TrimEnd('\n').Split('\n');
        Assert.Single(lines.Select(l => l.Length).Distinct());
        Assert.DoesNotContain('\u001b', string.Concat(lines));
    }

    [Fact]
    public void Columns_without_a_figure_are_left_out()
    {
        Table table = CaseTable.Build([SampleRuns.Run("r", [SampleRuns.Simple("baseline", 8, [0.1])])]);
        Assert.DoesNotContain(table.Columns, c => c.Title.StartsWith("mAP", StringComparison.Ordinal));
        Assert.All(table.Rows, r => Assert.Equal(table.Columns.Count, r.Count));
    }

    [Fact]
    public void Reports_in_text_and_Markdown_hold_the_answer_and_the_cases()
    {
        BenchmarkRun run = SampleRuns.Typical();
        foreach (string text in new[] { TextReport.Render(ReportInput.Of(run)), MarkdownReport.Render(ReportInput.Of(run)) })
        {
            Assert.Contains("On this device:", text, StringComparison.Ordinal);
            Assert.Contains("Claims against measurement", text, StringComparison.Ordinal);
            Assert.Contains("OOM", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_sweep_says_what_fits_and_how_good_the_prediction_was()
    {
        SweepResult sweep = new()
        {
            StartedUtc = default,
            Environment = SampleRuns.Typical().Environment,
            Fraction = 0.8,
            TotalBytes = 4L << 30,
            Series =
            [
                new SweepSeries
                {
                    Model = "yolov5s", Imgsz = 640, Scheme = new SchemeDescription { Id = "mixed_precision" }, RecommendedBatch = 16,
                    FitInterceptBytes = 200 << 20, FitBytesPerImage = 180 << 20,
                    Probes =
                    [
                        new SweepProbe { BatchSize = 16, Status = CaseStatus.Ok, StepSeconds = 0.5, ImagesPerSecond = 32, PeakAllocatedBytes = 3000L << 20, PredictedPeakBytes = 3060L << 20, Verdicts = ["largest that fits"] },
                        new SweepProbe { BatchSize = 32, Status = CaseStatus.OutOfMemory, Message = "budget" },
                    ],
                },
            ],
        };
        string text = SweepReport.ToText(sweep);
        Assert.Contains("+2.0%", text, StringComparison.Ordinal);
        Assert.Contains("largest that fits", text, StringComparison.Ordinal);
        Assert.Contains("OOM: budget", text, StringComparison.Ordinal);
        Assert.Contains("73.2", text, StringComparison.Ordinal);

        using Support.TemporaryFolder folder = new();
        Reports.Json.SweepJson.Write(sweep, folder.File("sweep.json"));
        SweepResult read = Reports.Json.SweepJson.Read(folder.File("sweep.json"));
        Assert.Equal(text, SweepReport.ToText(read));
        Reports.Csv.SweepCsv.Write(read, folder.File("sweep.csv"));
        Assert.Equal(3, File.ReadAllLines(folder.File("sweep.csv")).Length);
    }

    [Fact]
    public void A_series_in_which_nothing_fits_says_so()
    {
        SweepResult sweep = new()
        {
            StartedUtc = default,
            Environment = SampleRuns.Typical().Environment,
            Fraction = 0.8,
            TotalBytes = 1L << 30,
            Series =
            [
                new SweepSeries { Model = "yolov5s", Imgsz = 640, RecommendedBatch = 2, Probes = [new SweepProbe { BatchSize = 2, Status = CaseStatus.Ok, PeakAllocatedBytes = 700L << 20 }] },
                new SweepSeries { Model = "yolov5x", Imgsz = 640, Probes = [new SweepProbe { BatchSize = 2, Status = CaseStatus.OutOfMemory }] },
            ],
        };

        Table table = SweepTable.Summary(sweep);

        int column = table.Columns.ToList().FindIndex(each => each.Title == "Recommended batch");
        Assert.Equal([("2", CellTone.Plain), ("none", CellTone.Warning)], table.Rows.Select(row => (row[column].Text, row[column].Tone)));
    }
}
