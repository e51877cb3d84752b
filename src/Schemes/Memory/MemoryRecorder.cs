using TorchSharp;

namespace Schemes.Memory;

/// <summary>
/// Records the bytes allocated on a device over a stretch of work, and the activity at each moment: a phase, and
/// the module that was running. Outside of a recording there is no overhead.
/// </summary>
/// <remarks>
/// On the CPU every block is recorded. On other devices the allocator's statistics are read at every mark, and their
/// peaks are reset there: all peaks are exact, to the mark. One recorder can be at work at a time.
/// </remarks>
public sealed class MemoryRecorder : IDisposable
{
    private static int s_active;

    private readonly Lock _lock = new();
    private readonly IMemoryTrace _trace;
    private readonly List<MemoryMark> _marks = [new("")];
    private readonly Dictionary<MemoryMark, int> _numbers = new() { [new("")] = 0 };
    private string _phase = "";
    private bool _ended;

    private MemoryRecorder(IMemoryTrace trace) => _trace = trace;

    /// <summary>Begins a recording.</summary>
    /// <exception cref="InvalidOperationException">Another recording is in progress.</exception>
    public static MemoryRecorder Start(torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Start(() => device.type == DeviceType.CPU ? new AllocatorTrace() : new StatisticsTrace(device));
    }

    /// <summary>Begins a recording that reads statistics only, on whatever device.</summary>
    internal static MemoryRecorder StartSampling(torch.Device device) => Start(() => new StatisticsTrace(device));

    /// <summary>Begins a phase, in which no module runs yet.</summary>
    public void BeginPhase(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_lock)
        {
            _phase = name;
            Mark(new MemoryMark(name));
        }
    }

    /// <summary>Notes that a module begins to run; may be called on any thread.</summary>
    /// <param name="module">Its number, from 0.</param>
    /// <param name="pass">Pass of the module.</param>
    public void Enter(int module, ModulePass pass)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(module);
        lock (_lock)
            Mark(new MemoryMark(_phase, module, pass));
    }

    /// <summary>Notes that the module has run.</summary>
    public void Leave()
    {
        lock (_lock)
            Mark(new MemoryMark(_phase));
    }

    /// <summary>Ends the recording.</summary>
    public MemoryRecording Stop()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            return new MemoryRecording(End(), _marks);
        }
    }

    /// <summary>Ends the recording if <see cref="Stop"/> has not; what was recorded is lost then.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (!_ended)
                End();
        }
    }

    private static MemoryRecorder Start(Func<IMemoryTrace> begin)
    {
        if (Interlocked.Exchange(ref s_active, 1) != 0)
            throw new InvalidOperationException("Memory is being recorded already.");
        try
        {
            return new MemoryRecorder(begin());
        }
        catch
        {
            s_active = 0;
            throw;
        }
    }

    private IReadOnlyList<MemoryChange> End()
    {
        _ended = true;
        try
        {
            return _trace.End();
        }
        finally
        {
            s_active = 0;
        }
    }

    // A gradient may arrive when the recording is over: graphs can outlive it.
    private void Mark(MemoryMark mark)
    {
        if (_ended)
            return;
        if (!_numbers.TryGetValue(mark, out int number))
        {
            number = _marks.Count;
            _numbers.Add(mark, number);
            _marks.Add(mark);
        }

        _trace.Mark(number);
    }
}
