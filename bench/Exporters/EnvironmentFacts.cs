using System.Diagnostics;
using System.Runtime.InteropServices;
using Benchmarks.Options;
using Interop;
using Reports.Model;
using Schemes.Memory;
using TorchSharp;

namespace Benchmarks.Exporters;

/// <summary>The machine and the software of a run.</summary>
internal static class EnvironmentFacts
{
    /// <summary>Gathers them.</summary>
    public static RunEnvironment Of(SuiteOptions options)
    {
        torch.Device device = torch.device(options.Device);
        MemoryStatistics memory = DeviceMemory.Statistics(device);
        return new RunEnvironment
        {
            LibtorchVersion = Library.TorchVersion,
            DeviceName = DeviceMemory.Name(device),
            DeviceKind = device.type == DeviceType.CUDA ? "cuda" : "cpu",
            DeviceTotalBytes = options.MemoryBudget > 0 ? options.MemoryBudget : memory.DeviceTotal,
            Driver = device.type == DeviceType.CUDA ? DriverVersion() : null,
            CpuModel = Devices.Name(0, 0),
            Threads = options.Threads,
            OperatingSystem = RuntimeInformation.OSDescription,
            DotnetVersion = Environment.Version.ToString(),
            BenchmarkdotnetVersion = typeof(BenchmarkDotNet.Running.BenchmarkRunner).Assembly.GetName().Version?.ToString(3),
            Commit = Git("rev-parse", "HEAD"),
            CommitDirty = Git("status", "--porcelain") is { } changes ? changes.Length > 0 : null,
        };
    }

    private static string? DriverVersion()
    {
        const string File = "/proc/driver/nvidia/version";
        return System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault() : null;
    }

    // Null where there is no git or no repository: a published suite has neither.
    private static string? Git(params string[] arguments)
    {
        try
        {
            using Process? git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            });
            string? output = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git?.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
