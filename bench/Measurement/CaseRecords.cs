using System.Collections.Concurrent;
using BenchmarkDotNet.Running;

namespace Benchmarks.Measurement;

/// <summary>The records of a run's cases, for columns and exporters.</summary>
public sealed class CaseRecords
{
    private readonly ConcurrentDictionary<string, CaseRecord> _records = new(StringComparer.Ordinal);

    /// <summary>The record of a case; null where it has none.</summary>
    public CaseRecord? this[BenchmarkCase benchmark]
    {
        get => _records.GetValueOrDefault(Key(benchmark));
        set
        {
            if (value is not null)
                _records[Key(benchmark)] = value;
        }
    }

    private static string Key(BenchmarkCase benchmark)
    {
        ArgumentNullException.ThrowIfNull(benchmark);
        return $"{benchmark.Descriptor.Type.FullName}.{benchmark.Descriptor.WorkloadMethod.Name}({benchmark.Parameters.PrintInfo}) {benchmark.Job.ResolvedId}";
    }
}
