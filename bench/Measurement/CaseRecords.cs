using BenchmarkDotNet.Running;
using Reports.Model;

namespace Benchmarks.Measurement;

/// <summary>The records of a run's cases, for columns and exporters.</summary>
/// <param name="warmupCount">Steps at the start of a process that are not measured ones.</param>
public sealed class CaseRecords(int warmupCount)
{
    private readonly Dictionary<string, CaseRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _figures = new(StringComparer.Ordinal);

    /// <summary>The record of a case; null if none was ever expected.</summary>
    public CaseRecord? this[BenchmarkCase benchmark]
    {
        get
        {
            string key = Key(benchmark);
            Collect(key);
            return _records.GetValueOrDefault(key);
        }
    }

    /// <summary>
    /// Names the file that a case is about to report to. It is read when the record is asked for, because for a case that fails
    /// inside this process BenchmarkDotNet does not signal the end.
    /// </summary>
    public void Expect(BenchmarkCase benchmark, string file)
    {
        string key = Key(benchmark);
        Collect(key);
        _files[key] = file;
    }

    /// <summary>Adds what a process of a case has reported to a file, to what earlier ones have.</summary>
    public void Add(BenchmarkCase benchmark, string file)
    {
        string key = Key(benchmark);
        CaseRecord record = Take(file);
        _records[key] = _records.TryGetValue(key, out CaseRecord? earlier) ? earlier.With(record, warmupCount) : record;
    }

    /// <summary>Adds figures that a process of a case has written, one text for each process.</summary>
    public void AddFigures(BenchmarkCase benchmark, string text)
    {
        string key = Key(benchmark);
        if (!_figures.TryGetValue(key, out List<string>? texts))
            _figures[key] = texts = [];
        texts.Add(text);
    }

    /// <summary>Figures of each process of a case; none for a training step, whose figures are in its record.</summary>
    public IReadOnlyList<string> Figures(BenchmarkCase benchmark) => _figures.GetValueOrDefault(Key(benchmark)) ?? [];

    private void Collect(string key)
    {
        if (_files.Remove(key, out string? file))
            _records[key] = Take(file);
    }

    private static CaseRecord Take(string file)
    {
        CaseRecord record = CaseRecordFile.Read(file) ?? new CaseRecord { Status = CaseStatus.Failed, Message = "the benchmark process ended before its first step" };
        File.Delete(file);
        return record;
    }

    private static string Key(BenchmarkCase benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        return $"{benchmark.Descriptor.Type.FullName}.{benchmark.Descriptor.WorkloadMethod.Name}({benchmark.Parameters.PrintInfo}) {benchmark.Job.ResolvedId}";
    }
}
