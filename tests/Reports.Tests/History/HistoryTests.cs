using Reports.History;
using Reports.Model;
using Support;

namespace Reports.Tests.History;

public class HistoryTests
{
    [Fact]
    public void Runs_are_appended_once_and_read_in_the_order_of_time()
    {
        using TemporaryFolder folder = new();
        BenchmarkRun run = SampleRuns.Typical();
        string path = HistoryFile.PathFor(run, folder.File("history"));
        Assert.Equal("nvidia-sample-24gb-yolov5s-640-default.jsonl", Path.GetFileName(path));
        Assert.True(HistoryFile.Append(run, path));
        Assert.False(HistoryFile.Append(run, path));
        Assert.True(HistoryFile.Append(run with { RunId = "earlier", StartedUtc = run.StartedUtc.AddDays(-1) }, path));
        IReadOnlyList<HistoryEntry> entries = HistoryFile.Read(path, out IReadOnlyList<string> problems);
        Assert.Equal(["earlier", run.RunId], entries.Select(e => e.RunId));
        Assert.Empty(problems);
        Assert.Equal(2, File.ReadAllLines(path).Length);
        Assert.Equal(run.Cases[0].Statistics!.Median, entries[0].Cases[0].MedianSeconds);
    }

    [Fact]
    public void A_torn_line_costs_only_itself()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("h.jsonl");
        HistoryFile.Append(SampleRuns.Typical(runId: "a"), path);
        string line = File.ReadAllText(path);
        File.AppendAllText(path, line[..(line.Length / 2)]);
        HistoryFile.Append(SampleRuns.Typical(runId: "b"), path);
        File.AppendAllText(path, "{\"schema_version\": 9}\n");
        IReadOnlyList<HistoryEntry> entries = HistoryFile.Read(path, out IReadOnlyList<string> problems);
        Assert.Equal(["a", "b"], entries.Select(e => e.RunId));
        Assert.Equal(2, problems.Count);
        Assert.Contains("line 2", problems[0], StringComparison.Ordinal);
        Assert.Contains("newer version", problems[1], StringComparison.Ordinal);
        Assert.Contains("Left out", HistoryReport.ToHtml(entries, problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_level_is_found_at_its_commit()
    {
        CaseHistory history = Assert.Single(CaseHistory.Of(Entries(40, i => i < 25 ? 0.1 : 0.11)));
        Assert.Equal([25], history.ChangePoints);
        Assert.InRange(history.StepAt(25), 0.09, 0.11);
        string markdown = HistoryReport.ToMarkdown(Entries(40, i => i < 25 ? 0.1 : 0.11));
        Assert.Contains("commit25", markdown, StringComparison.Ordinal);
        Assert.Contains("| +", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(7)]
    [InlineData(1)]
    public void A_level_line_has_no_change(int count) =>
        Assert.Empty(Assert.Single(CaseHistory.Of(Entries(count, _ => 0.1))).ChangePoints);

    [Fact]
    public void An_empty_history_makes_a_page() =>
        Assert.Contains("The history is empty.", HistoryReport.ToHtml([]), StringComparison.Ordinal);

    internal static List<HistoryEntry> Entries(int count, Func<int, double> median, int cases = 1)
    {
        Random random = new(2);
        return [.. Enumerable.Range(0, count).Select(i => HistoryEntry.Of(SampleRuns.Run($"run{i}", [.. Enumerable.Range(0, cases).Select(c =>
            SampleRuns.Simple(c == 0 ? "baseline" : $"scheme{c}", 8, SampleRuns.Times(random, median(i) * (1 + c), 15, 0.01), 1 << 30, 0.45))]) with
        {
            StartedUtc = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(i),
        }) with { Commit = $"commit{i}" })];
    }
}
