namespace Monitoring;

/// <summary>
/// Readings of a period of unknown length in a bounded number of samples: if they become too many, neighbours are
/// joined, and from then on a sample stands for twice as many readings. All full samples stand for equally many, so that
/// their mean is that of the readings.
/// </summary>
internal sealed class SampleSeries
{
    private readonly int _most;
    private readonly List<TimedReading> _samples = [];
    private readonly List<TimedReading> _pending = [];
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
    public void Add(TimedReading reading)
    {
        _pending.Add(reading);
        if (_pending.Count < _readingsASample)
            return;
        if (_samples.Count == _most)
        {
            TimedReading[] joined = [.. _samples.Chunk(2).Select(Join)];
            _samples.Clear();
            _samples.AddRange(joined);
            _readingsASample *= 2;
            return;
        }

        Take();
    }

    /// <summary>The samples; last readings that do not fill one are left out unless there is no other.</summary>
    public IReadOnlyList<TimedReading> Samples()
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

    // Means, but the maximum of the memory, so that peaks are kept.
    private static TimedReading Join(TimedReading[] parts) => parts.Length == 1 ? parts[0] : new TimedReading(parts[^1].Time, new DeviceReading
    {
        Utilization = parts.Average(part => part.Reading.Utilization),
        UsedBytes = parts.Max(part => part.Reading.UsedBytes),
        TotalBytes = parts[^1].Reading.TotalBytes,
        TemperatureCelsius = parts.Average(part => part.Reading.TemperatureCelsius),
        PowerWatts = parts.Average(part => part.Reading.PowerWatts),
    });
}
