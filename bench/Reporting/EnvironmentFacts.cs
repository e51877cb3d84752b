using System.Reflection;
using System.Runtime.InteropServices;
using Reports.Model;
using Schemes;
using Schemes.Memory;
using TorchSharp;

namespace Benchmarks.Reporting;

/// <summary>The machine and the software of a run.</summary>
internal static class EnvironmentFacts
{
    /// <summary>Gathers them.</summary>
    /// <param name="deviceName"><c>cpu</c> or <c>cuda:0</c>.</param>
    /// <param name="threads">Threads of libtorch inside an operator.</param>
    /// <param name="memoryBudget">Bytes that CPU tensors may take; 0 without a bound.</param>
    public static RunEnvironment Of(string deviceName, int threads, long memoryBudget)
    {
        torch.Device device = torch.device(deviceName);
        return new RunEnvironment
        {
            LibtorchVersion = TorchDevices.LibTorchVersion,
            DeviceName = TorchDevices.Name(device),
            DeviceKind = device.type == DeviceType.CUDA ? "cuda" : "cpu",
            DeviceTotalBytes = memoryBudget > 0 ? memoryBudget : DeviceMemory.Capacity(device).Total,
            Driver = device.type == DeviceType.CUDA ? DriverVersion() : null,
            CpuModel = TorchDevices.Name(torch.CPU),
            Threads = threads,
            OperatingSystem = RuntimeInformation.OSDescription,
            DotnetVersion = Environment.Version.ToString(),
            BenchmarkdotnetVersion = typeof(BenchmarkDotNet.Running.BenchmarkRunner).Assembly.GetName().Version?.ToString(3),
            Commit = GitRepository.Commit(AppContext.BaseDirectory) ?? BuiltFrom(),
            CommitDirty = GitRepository.IsDirty(AppContext.BaseDirectory),
        };
    }

    private static string? DriverVersion()
    {
        const string File = "/proc/driver/nvidia/version";
        return System.IO.File.Exists(File) ? System.IO.File.ReadLines(File).FirstOrDefault() : null;
    }

    // A published suite has no repository around it, but records the commit that it was built from.
    private static string? BuiltFrom() =>
        typeof(EnvironmentFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+') is [_, var commit] ? commit : null;
}
