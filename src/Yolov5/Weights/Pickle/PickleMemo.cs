namespace Yolov5.Weights.Pickle;

/// <summary>
/// The values that a pickle remembers by number. Numbers are dense in every real pickle, so an array holds them: no
/// choice of numbers makes it slow.
/// </summary>
internal sealed class PickleMemo
{
    private CheckpointValue?[] _values = [];

    // Number of places taken; protocol 4 remembers a value at the next.
    private uint _taken;

    public void Add(CheckpointValue value) => Set(_taken, value);

    public void Set(uint place, CheckpointValue value)
    {
        if (place >= PickleBudget.MemoEntries)
            throw new InvalidDataException($"The pickle remembers more values than any checkpoint needs (place {place}).");
        if (place >= _values.Length)
            Array.Resize(ref _values, (int)Math.Min(PickleBudget.MemoEntries, Math.Max(256, (place + 1) * 2)));
        if (_values[place] is null)
            _taken++;
        _values[place] = value;
    }

    public CheckpointValue Get(uint place) =>
        (place < _values.Length ? _values[place] : null)
        ?? throw new InvalidDataException($"The pickle recalls value {place} before it is there.");
}
