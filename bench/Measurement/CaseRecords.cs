using BenchmarkDotNet.Running;
using Reports.Model;

namespace Benchmarks.Measurement;

/// <summary>The records of a run's cases, for columns and exporters.</summary>
public sealed class CaseRecords
{
    private readonly Dictionary<string, CaseRecord> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

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

    private void Collect(string key)
    {
        if (!_files.Remove(key, out string? file))
            return;
        if (CaseRecordFile.Read(file) is { } record)
            _records[key] = record;
        else
            _records.TryAdd(key, new CaseRecord { Status = CaseStatus.Failed, Message = "the benchmark process ended before its first step" });
        File.Delete(file);
    }

    private static string Key(BenchmarkCase benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        return $"{benchmark.Descriptor.Type.FullName}.{benchmark.Descriptor.WorkloadMethod.Name}({benchmark.Parameters.PrintInfo}) {benchmark.Job.ResolvedId}";
    }
}
