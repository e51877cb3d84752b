namespace Schemes.Memory;

/// <summary>Result of a <see cref="MemoryRecorder"/>.</summary>
public sealed class MemoryRecording
{
    private readonly IReadOnlyList<MemoryChange> _changes;
    private readonly IReadOnlyList<MemoryMark> _marks;

    internal MemoryRecording(IReadOnlyList<MemoryChange> changes, IReadOnlyList<MemoryMark> marks)
    {
        _changes = changes;
        _marks = marks;
        Samples = [.. changes.Select(change => new MemorySample(TimeSpan.FromMicroseconds(change.Nanoseconds / 1e3), change.Allocated, marks[change.Mark]))];
        Peak = Samples.MaxBy(sample => sample.AllocatedBytes);
    }

    /// <summary>Allocated bytes after every change and at every mark, in the order of time; the first is the beginning.</summary>
    public IReadOnlyList<MemorySample> Samples { get; }

    /// <summary>The first of the highest samples.</summary>
    public MemorySample Peak { get; }

    /// <summary>Bytes that were allocated when the recording began.</summary>
    public long InitialBytes => Samples[0].AllocatedBytes;

    /// <summary>
    /// Bytes that were allocated under each mark and are still allocated when a phase ends: at the end of the forward phase,
    /// the memory that is kept for the backward pass.
    /// </summary>
    /// <param name="phase">The phase, which is taken to be over at the first mark of another one.</param>
    /// <returns>
    /// Bytes by mark, marks with none left out. Exact if single blocks are recorded. If only statistics are read
    /// it is the growth under the mark, reduced by memory of other marks that was freed under it.
    /// </returns>
    /// <exception cref="ArgumentException">There was no such phase.</exception>
    public IReadOnlyDictionary<MemoryMark, long> KeptAtEndOf(string phase)
    {
        Dictionary<int, long> kept = [];
        Dictionary<long, int> owners = [];
        bool begun = false;
        foreach (MemoryChange change in _changes)
        {
            bool inside = _marks[change.Mark].Phase == phase;
            if (begun && !inside)
                break;
            begun |= inside;
            int owner = change.Mark;
            if (change.Bytes > 0 && change.Block != 0)
                owners[change.Block] = owner;
            else if (change.Block != 0 && !owners.Remove(change.Block, out owner))
                continue;
            kept[owner] = kept.GetValueOrDefault(owner) + change.Bytes;
        }

        return begun
            ? kept.Where(entry => entry.Value != 0).ToDictionary(entry => _marks[entry.Key], entry => entry.Value)
            : throw new ArgumentException($"No phase '{phase}' was recorded.", nameof(phase));
    }
}
