using System.Diagnostics;

namespace Monitoring;

/// <summary>Takes a reading of a device at regular intervals, on a thread of its own, until it is stopped.</summary>
public sealed class DeviceSampler : IDisposable
{
    private readonly IDeviceMonitor _monitor;
    private readonly TimeSpan _interval;
    private readonly SampleSeries _series;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly long _start = Stopwatch.GetTimestamp();
    private IReadOnlyList<TimedReading>? _samples;

    /// <summary>Begins; the first reading is taken after one interval.</summary>
    /// <param name="monitor">Read on the sampler's thread until <see cref="Stop"/> returns; remains owned by the caller.</param>
    /// <param name="interval">Between two readings.</param>
    /// <param name="mostSamples">
    /// Largest number of samples, even; those of a longer recording each stand for a longer part (means; for the memory the maximum).
    /// </param>
    public DeviceSampler(IDeviceMonitor monitor, TimeSpan interval, int mostSamples = 200)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        _monitor = monitor;
        _interval = interval;
        _series = new SampleSeries(mostSamples);

        // In the background, since the measured program may end the process without having stopped this.
        _thread = new Thread(Run) { IsBackground = true, Name = "device sampler" };
        _thread.Start();
    }

    /// <summary>Ends the sampling; a recording shorter than one interval has one sample.</summary>
    /// <returns>The samples in the order of time.</returns>
    public IReadOnlyList<TimedReading> Stop()
    {
        if (_samples is null)
        {
            _stop.Set();
            _thread.Join();
            if (_series.Samples().Count == 0)
                Take();
            _samples = _series.Samples();
            _stop.Dispose();
        }

        return _samples;
    }

    /// <summary>Ends the sampling if <see cref="Stop"/> has not.</summary>
    public void Dispose() => Stop();

    private void Run()
    {
        while (true)
        {
            // By the clock and not from reading to reading, so that delays do not add up; missed readings are not made up for.
            TimeSpan now = Stopwatch.GetElapsedTime(_start);
            TimeSpan next = _interval * (Math.Floor(now / _interval) + 1);
            if (_stop.Wait(next - now))
                return;
            Take();
        }
    }

    private void Take() => _series.Add(new TimedReading(Stopwatch.GetElapsedTime(_start), _monitor.Read()));
}
