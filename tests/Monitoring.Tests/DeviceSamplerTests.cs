namespace Monitoring.Tests;

public class DeviceSamplerTests
{
    [Fact]
    public void The_sampler_reads_until_it_is_stopped_and_not_after()
    {
        using CountingMonitor monitor = new(signalAt: 5);
        using DeviceSampler sampler = new(monitor, TimeSpan.FromMilliseconds(1), mostSamples: 4);
        monitor.Reached.Wait();
        IReadOnlyList<TimedReading> samples = sampler.Stop();
        int readings = monitor.Readings;

        Assert.InRange(samples.Count, 2, 4);
        Assert.Equal(samples.Select(sample => sample.Time).Order(), samples.Select(sample => sample.Time));
        Assert.Same(samples, sampler.Stop());
        Assert.Equal(readings, monitor.Readings);
    }

    [Fact]
    public void A_stretch_shorter_than_the_interval_has_one_sample()
    {
        using CountingMonitor monitor = new(signalAt: 1);
        using DeviceSampler sampler = new(monitor, TimeSpan.FromHours(1));

        Assert.Single(sampler.Stop());
    }

    [Fact]
    public void The_processor_is_watched_where_there_is_no_gpu()
    {
        using IDeviceMonitor cpu = DeviceMonitors.Open(busId: null);
        Assert.IsType<HostMonitor>(cpu);

        // A GPU that does not exist.
        Assert.Null(NvmlMonitor.TryOpen(1000));
        using IDeviceMonitor none = DeviceMonitors.OpenGpu(1000);
        Assert.IsType<HostMonitor>(none);
    }

    private sealed class CountingMonitor(int signalAt) : IDeviceMonitor
    {
        private int _readings;

        public ManualResetEventSlim Reached { get; } = new();

        public int Readings => _readings;

        public string Name => "counting";

        public DeviceReading Read()
        {
            if (Interlocked.Increment(ref _readings) == signalAt)
                Reached.Set();
            return new DeviceReading { Utilization = 0.5 };
        }

        public void Dispose() => Reached.Dispose();
    }
}
