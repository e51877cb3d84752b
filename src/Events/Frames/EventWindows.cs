using System.Globalization;

namespace Events.Frames;

/// <summary>Cuts a stream of events into windows of one length, each right behind the one before, and accumulates them into frames.</summary>
public sealed class EventWindows
{
    /// <summary>The most windows of a stream: nine hours at 30 a second. More come of a time stamp that is wrong.</summary>
    public const int MostWindows = 1_000_000;

    /// <summary>The longest window in microseconds, 17 minutes.</summary>
    public const long MostLength = 1_000_000_000;

    private readonly EventReader _reader;
    private readonly double _length;
    private readonly CdEvent[] _block = new CdEvent[1 << 13];
    private long? _start;
    private long _first;
    private int _at;
    private int _count;
    private int _windows;
    private bool _isEnd;

    /// <summary>Begins to read a stream.</summary>
    /// <param name="reader">The stream; its size must be known.</param>
    /// <param name="length">Length of a window in microseconds, 1 to <see cref="MostLength"/>. It need not be whole: 33333.3 for 30 a second.</param>
    /// <param name="start">First microsecond of the first window; null begins at the first event.</param>
    /// <exception cref="InvalidInputException">The size of the sensor is not known, or length or start are out of range.</exception>
    public EventWindows(EventReader reader, double length, long? start = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.Size is null)
            throw new InvalidInputException($"{reader.Name} does not name the size of its sensor; give it, such as 1280x720.");
        if (!(length is >= 1 and <= MostLength))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The length of a window is {length} microseconds; allowed is 1 to {MostLength}."));
        if (start is < 0 or > CdEvent.MostTime)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"The first window starts at {start} microseconds; allowed is 0 to {CdEvent.MostTime}."));
        (_reader, _length, _start) = (reader, length, start);
    }

    /// <summary>Events left out so far: those before the first window, and those whose window had ended when they came.</summary>
    public long Late { get; private set; }

    /// <summary>Accumulates the next window. Windows without events are given too, but none behind the last event.</summary>
    /// <param name="frame">Frame of the sensor's size.</param>
    /// <param name="window">The window.</param>
    /// <returns>False at the end of the stream; the frame is unchanged then.</returns>
    /// <exception cref="InvalidInputException">The file is damaged, or needs more than <see cref="MostWindows"/>.</exception>
    public bool Next(IEventFrame frame, out EventWindow window)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Size != _reader.Size)
            throw new ArgumentException($"The frame has {frame.Size}, the sensor {_reader.Size}.", nameof(frame));
        window = default;
        if (!SkipLate())
            return false;
        if (_block[_at].Time >= Bound(MostWindows))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"{_reader.Name}: an event at {_block[_at].Time} microseconds lies behind {MostWindows} windows of {_length} microseconds from {_start} on; a time stamp is wrong, or the windows are too short."));

        long end = Bound(_windows + 1), events = 0;
        frame.Begin(_first, end);
        do
        {
            int from = _at;
            while (_at < _count && _block[_at].Time < end && _block[_at].Time >= _first)
                _at++;
            frame.Add(_block.AsSpan(from, _at - from));
            events += _at - from;
        }
        while (SkipLate() && _block[_at].Time < end);
        window = new EventWindow(_first, end, events);
        (_first, _windows) = (end, _windows + 1);
        return true;
    }

    /// <summary>Goes to the next event that is not before the current window.</summary>
    private bool SkipLate()
    {
        while (true)
        {
            if (_at == _count)
            {
                (_at, _count) = (0, _isEnd ? 0 : _reader.Read(_block));
                _isEnd |= _count == 0;
                if (_isEnd)
                    return false;
                _start ??= _block[0].Time;
                _first = Bound(_windows);
            }

            if (_block[_at].Time >= _first)
                return true;
            _at++;
            Late++;
        }
    }

    // From the start each time, so that lengths that are not whole add up to no drift.
    private long Bound(int windows) => _start!.Value + (long)Math.Round(windows * _length);
}
