namespace Monitoring;

/// <summary>
/// Readings of a stretch of unknown length in a bounded number of samples: where they become too many, neighbours are
/// joined, and from then on a sample stands for twice as many readings. All full samples stand for equally many, so that
/// their mean is that of the readings.
/// </summary>
internal sealed class SampleSeries
{
    private readonly int _most;
    private readonly List<DeviceSample> _samples = [];
    private readonly List<DeviceSample> _pending = [];
    private int _readingsASample = 1;

    /// <summary>Begins a series.</summary>
    /// <param name="most">Samples at most; even and at least 2.</param>
    public SampleSeries(int most)
    {
        if (most < 2 || most % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(most), most, "An even number of at least 2 is expected.");
        _most = most;
    }

    /// <summary>Adds a reading.</summary>
    public void Add(DeviceSample reading)
    {
        _pending.Add(reading);
        if (_pending.Count < _readingsASample)
            return;
        if (_samples.Count == _most)
        {
            DeviceSample[] joined = [.. _samples.Chunk(2).Select(Join)];
            _samples.Clear();
            _samples.AddRange(joined);
            _readingsASample *= 2;
            return;
        }

        Take();
    }

    /// <summary>The samples; where the last readings do not fill one, they are one of their own if there is no other.</summary>
    public IReadOnlyList<DeviceSample> Samples()
    {
        if (_samples.Count == 0 && _pending.Count > 0)
            Take();
        return [.. _samples];
    }

    private void Take()
    {
        _samples.Add(Join([.. _pending]));
        _pending.Clear();
    }

    // Means, but of the memory the most: a peak that is averaged away was none.
    private static DeviceSample Join(DeviceSample[] parts) => parts.Length == 1 ? parts[0] : new DeviceSample(parts[^1].Time, new DeviceReading
    {
        Utilization = parts.Average(part => part.Reading.Utilization),
        UsedBytes = parts.Max(part => part.Reading.UsedBytes),
        TotalBytes = parts[^1].Reading.TotalBytes,
        TemperatureCelsius = parts.Average(part => part.Reading.TemperatureCelsius),
        PowerWatts = parts.Average(part => part.Reading.PowerWatts),
    });
}
