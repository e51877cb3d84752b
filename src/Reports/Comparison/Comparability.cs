using System.Globalization;
using Reports.Model;

namespace Reports.Comparison;

/// <summary>Compares the surroundings of two runs field by field.</summary>
internal static class Comparability
{
    private const string NotRecorded = "not recorded";

    public static IReadOnlyList<FieldDifference> Differences(BenchmarkRun baseline, BenchmarkRun current)
    {
        (string Field, Func<BenchmarkRun, string?> Value, bool Blocking)[] fields =
        [
            ("environment.device_name", r => r.Environment.DeviceName, true),
            ("environment.device_kind", r => r.Environment.DeviceKind, true),
            ("environment.libtorch_version", r => r.Environment.LibtorchVersion, true),
            ("environment.threads", r => Number(r.Environment.Threads), true),
            ("workload.model", r => r.Workload.Model, true),
            ("workload.imgsz", r => Number(r.Workload.Imgsz), true),
            ("workload.dataset", r => r.Workload.Dataset, true),
            ("workload.dataset_hash", r => r.Workload.DatasetHash, true),
            ("workload.weights_hash", r => r.Workload.WeightsHash, true),
            ("environment.device_total_bytes", r => Number(r.Environment.DeviceTotalBytes), false),
            ("environment.driver", r => r.Environment.Driver, false),
            ("environment.cpu_model", r => r.Environment.CpuModel, false),
            ("environment.operating_system", r => r.Environment.OperatingSystem, false),
            ("environment.dotnet_version", r => r.Environment.DotnetVersion, false),
            ("environment.benchmarkdotnet_version", r => r.Environment.BenchmarkdotnetVersion, false),
        ];

        List<FieldDifference> differences = [];
        foreach ((string field, Func<BenchmarkRun, string?> value, bool blocking) in fields)
        {
            string? a = value(baseline);
            string? b = value(current);

            // A fact that one of the runs does not record may be the same in both; where it matters it is mentioned.
            if (a is not null && b is not null ? !string.Equals(a, b, StringComparison.Ordinal) : blocking && (a is not null || b is not null))
                differences.Add(new FieldDifference { Field = field, Baseline = a ?? NotRecorded, Current = b ?? NotRecorded, Blocking = blocking && a is not null && b is not null });
        }

        return differences;
    }

    private static string? Number<T>(T? value)
        where T : struct, IFormattable =>
        value?.ToString(null, CultureInfo.InvariantCulture);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
