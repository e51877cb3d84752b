using System.Globalization;
using System.Text;
using Reports.Csv;
using Reports.Model;
using Support;

namespace Reports.Tests.Csv;

public class CsvTests
{
    [Fact]
    public void Every_case_is_a_row_with_all_columns()
    {
        BenchmarkRun run = SampleRuns.Typical();
        List<string[]> rows = Parse(Write(w => CaseCsv.Write([run], w)));
        Assert.Equal(run.Cases.Count + 1, rows.Count);
        Assert.Equal(CaseCsv.Columns.Select(c => c.Name), rows[0]);
        Assert.All(rows, r => Assert.Equal(CaseCsv.Columns.Count, r.Length));

        int median = Array.IndexOf(rows[0], "median_seconds");
        Assert.Equal(run.Cases[0].Statistics!.Median, double.Parse(rows[1][median], CultureInfo.InvariantCulture));
        Assert.Equal("oom", rows[4][Array.IndexOf(rows[0], "status")]);
        Assert.Equal("", rows[4][median]);
        Assert.Equal("1", rows[1][Array.IndexOf(rows[0], "time_ratio")]);
    }

    [Fact]
    public void Awkward_text_survives()
    {
        BenchmarkRun run = SampleRuns.Run("a,\"b\"\nc", [new CaseResult { Benchmark = "x;y", Status = CaseStatus.Failed, Message = "line\r\nbreak, \"quoted\"" }]);
        List<string[]> rows = Parse(Write(w => CaseCsv.Write([run], w)));
        Assert.Equal("a,\"b\"\nc", rows[1][0]);
        Assert.Equal("line\r\nbreak, \"quoted\"", rows[1][Array.IndexOf(rows[0], "message")]);
    }

    [Fact]
    public void Every_iteration_is_a_row_of_the_long_form()
    {
        BenchmarkRun run = SampleRuns.Typical(iterations: 5);
        List<string[]> rows = Parse(Write(w => IterationCsv.Write([run], w)));
        Assert.Equal(run.Cases.Sum(c => c.IterationTimesSeconds.Count) + 1, rows.Count);
        Assert.Equal(run.Cases[0].IterationTimesSeconds[4].ToString("R", CultureInfo.InvariantCulture), rows[5][^1]);
    }

    [Fact]
    public void The_columns_are_documented()
    {
        StringBuilder text = new();
        foreach ((string file, string intro, IReadOnlyList<CsvColumn> columns) in new[]
        {
            ("cases.csv", "One row per case.", CaseCsv.Columns),
            ("iterations.csv", "One row per measured iteration.", IterationCsv.Columns),
            ("sweep.csv", "One row per probed batch size.", SweepCsv.Columns),
            ("scaling.csv", "One row per scheme and number of ranks; `./bench.sh scaling --csv` writes it.", ScalingCsv.Columns),
        })
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {file}\n\n{intro}\n\n| column | unit | meaning |\n|---|---|---|\n");
            foreach (CsvColumn column in columns)
                text.Append(CultureInfo.InvariantCulture, $"| `{column.Name}` | {column.Unit} | {column.Meaning} |\n");
        }

        string path = Path.Combine(Repository.Root, "docs", "csv.md");
        string document = File.ReadAllText(path);
        int start = document.IndexOf("\n## cases.csv", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, document = document[..start] + text);
        Assert.Equal(text.ToString(), document[start..]);
    }

    private static string Write(Action<TextWriter> write)
    {
        using StringWriter writer = new(CultureInfo.InvariantCulture);
        write(writer);
        return writer.ToString();
    }

    /// <summary>A reader of RFC 4180 of the test's own.</summary>
    private static List<string[]> Parse(string csv)
    {
        List<string[]> rows = [];
        List<string> row = [];
        StringBuilder field = new();
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            char c = csv[i];
            if (quoted)
            {
                if (c != '"')
                    field.Append(c);
                else if (i + 1 < csv.Length && csv[i + 1] == '"')
                    field.Append(csv[++i]);
                else
                    quoted = false;
            }
            else if (c == '"')
            {
                quoted = true;
            }
            else if (c is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([.. row]);
                    row.Clear();
                }
            }
            else
            {
                field.Append(c);
            }
        }

        return rows;
    }
}
