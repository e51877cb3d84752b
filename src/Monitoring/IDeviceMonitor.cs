namespace Monitoring;

/// <summary>Tells how busy, full and hot a device is.</summary>
public interface IDeviceMonitor : IDisposable
{
    /// <summary>What the device is called by its maker.</summary>
    string Name { get; }

    /// <summary>Takes a reading. What cannot be read is null in it; it does not throw.</summary>
    DeviceReading Read();
}
