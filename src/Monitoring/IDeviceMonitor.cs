namespace Monitoring;

/// <summary>Reads utilisation, memory, temperature and power of a device.</summary>
public interface IDeviceMonitor : IDisposable
{
    /// <summary>Name that its maker gives the device.</summary>
    string Name { get; }

    /// <summary>Takes a reading. Values that cannot be read are null; it does not throw.</summary>
    DeviceReading Read();
}
