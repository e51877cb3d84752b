using System.Text.Json;
using System.Text.Json.Serialization;

namespace Benchmarks.Measurement;

/// <summary>
/// The file through which a benchmark process reports to the host. It is written after every step, because a process
/// that libtorch or the system ends does no cleaning up.
/// </summary>
public static class CaseRecordFile
{
    /// <summary>The environment variable that names the file to the benchmark process.</summary>
    public const string EnvironmentVariable = "YOLOV5_SUITE_CASE_RECORD";

    // Losses may be infinite or not a number, and that is a finding.
    internal static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>A path that no file has yet. Whoever reads the file deletes it.</summary>
    public static string NewPath() => Path.Combine(Path.GetTempPath(), $"case-record-{Guid.NewGuid():N}.json");

    /// <summary>Replaces the file as a whole; does nothing in a process without a host.</summary>
    public static void Write(CaseRecord record)
    {
        string? path = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(path))
            AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, record, Json));
    }

    /// <summary>Reads what has been reported; null if the process reported nothing.</summary>
    public static CaseRecord? Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<CaseRecord>(File.ReadAllBytes(path), Json) : null;
}
