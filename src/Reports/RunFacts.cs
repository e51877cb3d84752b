using System.Globalization;
using Reports.Model;
using Reports.Tables;

namespace Reports;

/// <summary>Facts that a report states about where and how a run was made; unknown ones are left out.</summary>
internal static class RunFacts
{
    public static IEnumerable<(string Name, string Value)> Of(BenchmarkRun run)
    {
        RunEnvironment e = run.Environment;
        Workload w = run.Workload;
        (string, string?)[] facts =
        [
            ("Run", run.Label),
            ("Device", $"{e.DeviceName} ({e.DeviceKind}{(e.DeviceTotalBytes is long bytes ? ", " + Figures.Memory(bytes) : "")})"),
            ("Driver", e.Driver),
            ("CPU", e.CpuModel),
            ("Threads", e.Threads?.ToString(CultureInfo.InvariantCulture)),
            ("System", e.OperatingSystem),
            ("libtorch", e.LibtorchVersion),
            (".NET", e.DotnetVersion),
            ("BenchmarkDotNet", e.BenchmarkdotnetVersion),
            ("Commit", e.Commit is null ? null : e.Commit + (e.CommitDirty == true ? " with local changes" : "")),
            ("Model", string.Create(CultureInfo.InvariantCulture, $"{w.Model}, {w.Imgsz} px")),
            ("Data set", w.Dataset + (w.DatasetHash is null ? "" : $" ({Abbreviate(w.DatasetHash)})")),
            ("Weights", w.Weights is null ? null : w.Weights + (w.WeightsHash is null ? "" : $" ({Abbreviate(w.WeightsHash)})")),
            ("Accuracy", Kept(run)),
            ("Command", run.CommandLine),
        ];
        return facts.Where(f => !string.IsNullOrWhiteSpace(f.Item2)).Select(f => (f.Item1, f.Item2!));
    }

    private static string? Kept(BenchmarkRun run)
    {
        DateTimeOffset[] kept = [.. run.Cases.Select(c => c.Accuracy?.KeptFromUtc).OfType<DateTimeOffset>()];
        return kept.Length == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"of {kept.Length} case{(kept.Length == 1 ? "" : "s")} measured in an earlier run (until {kept.Max():yyyy-MM-dd HH:mm} UTC): the same program, data, weights and seeds give the same result on this processor");
    }

    private static string Abbreviate(string hash) => hash.Length > 16 ? hash[..16] + "…" : hash;
}
