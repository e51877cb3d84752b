namespace Monitoring.Tests;

public sealed class HostMonitorTests : IDisposable
{
    private readonly Support.TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Utilisation_is_the_share_of_busy_ticks_since_the_last_reading()
    {
        Write("proc/stat", "cpu  100 10 50 800 40 0 0 0 7 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n");
        using HostMonitor monitor = Open();

        // 30 busy ticks of user, nice, system, irq, softirq and steal; 70 idle ones, 20 of them waiting for a disk.
        Write("proc/stat", "cpu  110 15 55 850 60 3 2 5 7 0\n");
        Assert.Equal(0.3, monitor.Read().Utilization!.Value, 1e-12);

        // The same tick again says nothing.
        Assert.Null(monitor.Read().Utilization);
        Write("proc/stat", "cpu  110 15 55 850 160 3 2 5 7 0\n");
        Assert.Equal(0, monitor.Read().Utilization);
    }

    [Fact]
    public void Memory_in_use_is_what_is_not_available()
    {
        Write("proc/meminfo", "MemTotal:       24684092 kB\nMemFree:          100 kB\nMemAvailable:   20000000 kB\nBuffers: 1 kB\n");
        using HostMonitor monitor = Open();
        DeviceReading reading = monitor.Read();

        Assert.Equal(24684092L * 1024, reading.TotalBytes);
        Assert.Equal(4684092L * 1024, reading.UsedBytes);
        Assert.Null(reading.PowerWatts);
    }

    [Theory]
    [InlineData("sys/class/hwmon/hwmon1/name", "coretemp", "sys/class/hwmon/hwmon1/temp1_input")]
    [InlineData("sys/class/thermal/thermal_zone2/type", "x86_pkg_temp", "sys/class/thermal/thermal_zone2/temp")]
    public void Temperature_is_the_processors_own(string nameFile, string name, string valueFile)
    {
        Write("sys/class/hwmon/hwmon0/name", "nvme\n");
        Write("sys/class/hwmon/hwmon0/temp1_input", "99000\n");
        Write("sys/class/thermal/thermal_zone0/type", "acpitz\n");
        Write("sys/class/thermal/thermal_zone0/temp", "27800\n");
        Write(nameFile, name + "\n");
        Write(valueFile, "54500\n");
        using HostMonitor monitor = Open();

        Assert.Equal(54.5, monitor.Read().TemperatureCelsius);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu")]
    [InlineData("cpu  12 x 3 4 5 6 7 8\n")]
    [InlineData("cpu  1 2\n")]
    [InlineData("cpu  99999999999999999999 1 1 1\n")]
    [InlineData("intr 1 2 3 4 5 6 7 8")]
    public void Values_that_cannot_be_read_are_null(string stat)
    {
        using HostMonitor nothing = Open();
        Assert.Equal(new DeviceReading(), nothing.Read());

        Write("proc/stat", stat);
        Write("proc/meminfo", "MemTotal: much\nMemAvailable:");
        using HostMonitor broken = Open();
        Assert.Equal(new DeviceReading(), broken.Read());
        Assert.Equal("CPU", broken.Name);
    }

    [Fact]
    public void This_machine_is_read_within_its_bounds()
    {
        using HostMonitor monitor = new();
        DeviceReading reading = monitor.Read();

        Assert.InRange(reading.Utilization ?? 0, 0, 1);
        Assert.InRange(reading.UsedBytes!.Value, 1, reading.TotalBytes!.Value);
        Assert.NotEmpty(monitor.Name);
    }

    private HostMonitor Open() => new(Path.Combine(_folder.Path, "proc"), Path.Combine(_folder.Path, "sys"));

    private void Write(string file, string text)
    {
        string path = Path.Combine(_folder.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
