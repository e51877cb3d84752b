using Reports.Model;
using Reports.Tables;

namespace Reports.Tests;

public class CaseRowTests
{
    [Fact]
    public void Schemes_have_the_places_and_names_that_the_runs_give_them()
    {
        BenchmarkRun first = SampleRuns.Run("first", [Of("own", null, null), Of("zero3", "ZeRO-3", 4), Of("mixed_precision", "AMP", 1)]);
        BenchmarkRun second = SampleRuns.Run("second", [Of("baseline", "Baseline", 0), Of("another", null, null), Of("zero3", "ZeRO-3", 4)]);

        IReadOnlyList<CaseRow> rows = CaseRow.Of([first, second]);

        Assert.Equal(
            [("baseline", 0), ("mixed_precision", 1), ("zero3", 2), ("own", 3), ("another", 4)],
            rows.Select(row => (row.Case.SchemeId, row.SchemeIndex)).Distinct().OrderBy(scheme => scheme.SchemeIndex));
        Assert.Equal(["own · first", "ZeRO-3 · first", "AMP · first", "Baseline · second", "another · second", "ZeRO-3 · second"], rows.Select(row => row.SeriesName));
    }

    [Fact]
    public void A_table_shows_name_id_and_method_together()
    {
        Table table = CaseTable.Build([SampleRuns.Run("r", [Of("baseline", "Baseline", 0), Of("own", null, null)])]);

        Assert.Equal("Scheme", table.Columns[0].Title);
        Assert.Equal(["Baseline", "own"], table.Rows.Select(row => row[0].Text));
        Assert.Equal(["baseline", null], table.Rows.Select(row => row[0].Beside));
        Assert.Equal("Method", table.Columns[1].Title);
        Assert.Equal(["baseline", "own"], table.Rows.Select(row => row[1].Text));
        Assert.Contains("| Baseline (baseline) |", MarkdownTable.Render(table), StringComparison.Ordinal);
        Assert.Contains("Baseline (baseline)  ", TextTable.Render(table), StringComparison.Ordinal);
    }

    [Fact]
    public void A_benchmark_without_a_scheme_has_one_name_only()
    {
        CaseResult nms = SampleRuns.Simple("nms", 8, [0.1]) with { Benchmark = "NmsBenchmarks.Run", Scheme = null };

        Table table = CaseTable.Build([SampleRuns.Run("r", [nms])]);

        Assert.Equal(("NmsBenchmarks.Run", null), (table.Rows[0][0].Text, table.Rows[0][0].Beside));
        Assert.DoesNotContain(table.Columns, column => column.Title == "Method");
    }

    private static CaseResult Of(string id, string? name, int? order) =>
        SampleRuns.Simple(id, 8, [0.1]) with { Scheme = new SchemeDescription { Id = id, Name = name, Order = order } };
}
