namespace Yolov5.Weights.Pickle;

/// <summary>A pickle's stack with its marks; nothing can be taken from below the topmost mark.</summary>
internal sealed class PickleStack
{
    private readonly List<CheckpointValue> _values = [];
    private readonly Stack<int> _marks = new();

    private int Floor => _marks.TryPeek(out int mark) ? mark : 0;

    public void Push(CheckpointValue value) => _values.Add(value);

    public CheckpointValue Peek() => _values.Count > Floor ? _values[^1] : throw Empty();

    public CheckpointValue Pop()
    {
        CheckpointValue value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The topmost values, the lowest first.</summary>
    public List<CheckpointValue> Pop(int count)
    {
        if (_values.Count - Floor < count)
            throw Empty();
        return Cut(_values.Count - count);
    }

    public void Mark()
    {
        if (_marks.Count >= PickleBudget.OpenMarks)
            throw new InvalidDataException("The pickle is nested deeper than any checkpoint.");
        _marks.Push(_values.Count);
    }

    /// <summary>The values above the topmost mark, which is removed.</summary>
    public List<CheckpointValue> PopToMark() => _marks.TryPop(out int mark) ? Cut(mark) : throw Empty();

    /// <summary>Python's POP removes a mark if one is on top.</summary>
    public void PopOrUnmark()
    {
        if (_marks.TryPeek(out int mark) && mark == _values.Count)
            _marks.Pop();
        else
            Pop();
    }

    private List<CheckpointValue> Cut(int start)
    {
        List<CheckpointValue> values = _values.GetRange(start, _values.Count - start);
        _values.RemoveRange(start, values.Count);
        return values;
    }

    private static InvalidDataException Empty() => new("The pickle takes a value from an empty stack.");
}
