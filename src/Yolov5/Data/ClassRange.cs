namespace Yolov5.Data;

/// <summary>
/// Watches the classes of all labels. A class that the data set does not have is a wrong number of classes, or classes
/// that are numbered from 1: leaving out its images would train the others with shifted classes. Safe for several threads.
/// </summary>
/// <param name="classCount">Number of classes.</param>
internal sealed class ClassRange(int classCount)
{
    private readonly Lock _lock = new();
    private string? _file;
    private int _files;
    private int _largest = -1;
    private int _smallest = int.MaxValue;

    /// <summary>Adds the labels of a file.</summary>
    public void Add(string file, LabelFileContent content)
    {
        int smallest = content.Labels.Count == 0 ? int.MaxValue : content.Labels.Min(static label => label.Class);
        if (content.ClassTooLarge is null && smallest >= Volatile.Read(ref _smallest))
            return;
        lock (_lock)
        {
            _smallest = Math.Min(_smallest, smallest);
            if (content.ClassTooLarge is not { } tooLarge)
                return;
            _files++;
            _largest = Math.Max(_largest, tooLarge);

            // The first by name, not by time: the same data gives the same message.
            if (_file is null || string.CompareOrdinal(file, _file) < 0)
                _file = file;
        }
    }

    /// <summary>Throws if a label has a class that the data set does not have.</summary>
    /// <exception cref="InvalidInputException">There is one.</exception>
    public void ThrowIfExceeded()
    {
        if (_file is null)
            return;
        string question = _largest == classCount && _smallest > 0
            ? "no label has class 0: are your classes numbered from 1? They are counted from 0"
            : "'names' of the data set's YAML has to name every class";
        throw new InvalidInputException(
            $"{_file}{(_files > 1 ? $" and {_files - 1} more label files have" : " has")} a class that the data set does not have: up to {_largest}, but there are {classCount} classes, 0 to {classCount - 1}; {question}.");
    }
}
