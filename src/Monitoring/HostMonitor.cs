using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitoring;

/// <summary>
/// The processor and the memory of the whole machine, as Linux reports them in /proc and /sys. Limits of a container are
/// not considered. Power is not reported.
/// </summary>
public sealed class HostMonitor : IDeviceMonitor
{
    private const double MillidegreesPerDegree = 1000;
    private const int UserToSteal = 8;
    private const int FewestTimes = 4;

    // Drivers' names of the sensors of the processor itself: Intel, AMD, AMD's other driver, ARM boards.
    private static readonly string[] ProcessorSensors = ["coretemp", "k10temp", "zenpower", "cpu_thermal"];

    private readonly string _statFile;
    private readonly string _memoryFile;
    private readonly string? _temperatureFile;
    private readonly byte[] _buffer = new byte[4096];
    private (long Busy, long All) _last;

    /// <summary>Begins to watch; the first reading covers the time from here on.</summary>
    public HostMonitor()
        : this("/proc", "/sys")
    {
    }

    /// <summary>Watches a machine whose files are elsewhere.</summary>
    internal HostMonitor(string proc, string sys)
    {
        _statFile = Path.Combine(proc, "stat");
        _memoryFile = Path.Combine(proc, "meminfo");
        _temperatureFile = TemperatureFile(sys);
        _last = Times() ?? default;
        Name = ProcessorName(Path.Combine(proc, "cpuinfo"));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public DeviceReading Read()
    {
        (long? total, long? available) = Memory();
        return new DeviceReading
        {
            Utilization = Utilization(),
            UsedBytes = total - available,
            TotalBytes = total,
            TemperatureCelsius = Temperature(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private double? Utilization()
    {
        if (Times() is not { } now)
            return null;
        (long busy, long all) = (now.Busy - _last.Busy, now.All - _last.All);

        // Ticks are 10 ms: two readings may fall into one.
        if (all <= 0)
            return null;
        _last = now;
        return Math.Clamp((double)busy / all, 0, 1);
    }

    // The first line of /proc/stat: "cpu", then ticks of user, nice, system, idle, iowait, irq, softirq, steal. Guests
    // come after these and are in user already.
    private (long Busy, long All)? Times()
    {
        ReadOnlySpan<byte> rest = Head(_statFile);
        if (!rest.StartsWith("cpu "u8))
            return null;
        rest = rest["cpu"u8.Length..];
        long all = 0, idle = 0;
        for (int i = 0; i < UserToSteal; i++)
        {
            if (!TakeNumber(ref rest, out long ticks))
                return i < FewestTimes ? null : (all - idle, all);
            all += ticks;
            if (i is 3 or 4)
                idle += ticks;
        }

        return (all - idle, all);
    }

    private (long? Total, long? Available) Memory()
    {
        ReadOnlySpan<byte> text = Head(_memoryFile);
        return (Kibibytes(text, "MemTotal:"u8), Kibibytes(text, "MemAvailable:"u8));
    }

    private static string ProcessorName(string file)
    {
        const string Key = "model name";
        string? line = Text(file).Split('\n').FirstOrDefault(each => each.StartsWith(Key, StringComparison.Ordinal));
        int colon = line?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon < 0 ? "CPU" : line![(colon + 1)..].Trim();
    }

    // The processor's own sensor; the other thermal zones of a board may measure anything.
    private static string? TemperatureFile(string sys)
    {
        foreach (string folder in Folders(Path.Combine(sys, "class/hwmon"), "hwmon*"))
        {
            if (ProcessorSensors.Contains(Text(Path.Combine(folder, "name")).Trim(), StringComparer.Ordinal))
                return Path.Combine(folder, "temp1_input");
        }

        foreach (string folder in Folders(Path.Combine(sys, "class/thermal"), "thermal_zone*"))
        {
            string type = Text(Path.Combine(folder, "type")).Trim();
            if (type == "x86_pkg_temp" || type.Contains("cpu", StringComparison.OrdinalIgnoreCase))
                return Path.Combine(folder, "temp");
        }

        return null;
    }

    private static string[] Folders(string parent, string pattern)
    {
        try
        {
            string[] folders = Directory.GetDirectories(parent, pattern);
            Array.Sort(folders, StringComparer.Ordinal);
            return folders;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // Both figures of interest stand in the first lines, so the rest of a file may be cut off. Readings allocate next to
    // nothing: they are taken while the program's own allocations are being counted.
    private ReadOnlySpan<byte> Head(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path);
            return _buffer.AsSpan(0, RandomAccess.Read(file, _buffer, fileOffset: 0));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static long? Kibibytes(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = text.IndexOf(key);
        if (at < 0)
            return null;
        ReadOnlySpan<byte> rest = text[(at + key.Length)..];
        return TakeNumber(ref rest, out long kibibytes) ? kibibytes * 1024 : null;
    }

    private static bool TakeNumber(ref ReadOnlySpan<byte> text, out long number)
    {
        text = text.TrimStart((byte)' ');
        bool found = Utf8Parser.TryParse(text, out number, out int length) && number >= 0;
        text = text[length..];
        return found;
    }

    private double? Temperature() =>
        _temperatureFile is not null && Utf8Parser.TryParse(Head(_temperatureFile), out long millidegrees, out _) ? millidegrees / MillidegreesPerDegree : null;
}
