using System.Diagnostics;
using Monitoring;
using Reports.Model;
using Schemes;
using TorchSharp;

namespace Benchmarks.Measurement;

/// <summary>Watches the device while the measured steps of a case run, from the first to the last.</summary>
internal sealed class DeviceSampling : IDisposable
{
    // Often enough for the means of a case of some seconds, too rarely to slow it down (a reading takes about 0.1 ms).
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly torch.Device _device;
    private readonly long _caseBegan = Stopwatch.GetTimestamp();
    private IDeviceMonitor? _monitor;
    private DeviceSampler? _sampler;
    private TimeSpan _began;

    /// <summary>Creates the sampling when the case begins; nothing is watched yet.</summary>
    public DeviceSampling(torch.Device device) => _device = device;

    /// <summary>Begins to watch; does nothing if that has begun.</summary>
    public void Begin()
    {
        if (_sampler is not null)
            return;
        _monitor = DeviceMonitors.Open(TorchDevices.BusId(_device));
        _began = Stopwatch.GetElapsedTime(_caseBegan);
        _sampler = new DeviceSampler(_monitor, Interval);
    }

    /// <summary>Ends the watch.</summary>
    /// <returns>At most 200 samples, their times since the case began; null if nothing was watched.</returns>
    public IReadOnlyList<DeviceSample>? End()
    {
        if (_sampler is null)
            return null;
        DeviceSample[] samples = [.. _sampler.Stop().Select(sample => new DeviceSample
        {
            TSeconds = (_began + sample.Time).TotalSeconds,
            Utilization = sample.Reading.Utilization,
            UsedBytes = sample.Reading.UsedBytes,
            TemperatureCelsius = sample.Reading.TemperatureCelsius,
            PowerWatts = sample.Reading.PowerWatts,
        })];
        Dispose();
        return samples;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler?.Dispose();
        _sampler = null;
        _monitor?.Dispose();
        _monitor = null;
    }
}
