using Reports.Model;

namespace Reports.Csv;

/// <summary>Every measured iteration as CSV in long form, one row per iteration. Documented in <c>docs/csv.md</c>.</summary>
public static class IterationCsv
{
    private static readonly CsvTable<(BenchmarkRun Run, CaseResult Case, int Index)> Table = new(
        (new("run_id", "", "Run that the iteration belongs to."), x => x.Run.RunId),
        (new("benchmark", "", "Type and method of the benchmark."), x => x.Case.Benchmark),
        (new("scheme", "", "Id of the training scheme."), x => x.Case.Scheme?.Id),
        (new("batch_size", "images", "Images per iteration."), x => x.Case.BatchSize),
        (new("case", "", "Name of the case with all its parameters."), x => x.Case.Key),
        (new("iteration", "", "Number of the iteration in the order of measurement, from 0; warm-up is not counted."), x => x.Index),
        (new("seconds", "s", "Its time."), x => x.Case.IterationTimesSeconds[x.Index]));

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<CsvColumn> Columns => Table.Columns;

    /// <summary>Writes the file; it appears complete or not at all.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(IReadOnlyList<BenchmarkRun> runs, string path) => Table.Write(Rows(runs), path);

    /// <summary>Writes to a text writer.</summary>
    public static void Write(IReadOnlyList<BenchmarkRun> runs, TextWriter text) => Table.Write(Rows(runs), text);

    private static IEnumerable<(BenchmarkRun, CaseResult, int)> Rows(IReadOnlyList<BenchmarkRun> runs) =>
        from run in runs
        from item in run.Cases
        from index in Enumerable.Range(0, item.IterationTimesSeconds.Count)
        select (run, item, index);
}
