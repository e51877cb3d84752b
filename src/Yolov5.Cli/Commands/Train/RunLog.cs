namespace Yolov5.Cli.Commands.Train;

/// <summary>The lines of a training, on the console and in <c>training.log</c>, to which a resumed run adds.</summary>
/// <param name="print">Prints a line on the console.</param>
internal sealed class RunLog(Action<string> print)
{
    private readonly List<string> _before = [];
    private string? _path;

    /// <summary>Prints a line and keeps it.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Line(string text)
    {
        print(text);
        if (_path is null)
            _before.Add(text);
        else
            Append([text]);
    }

    /// <summary>Names the file, once the run's folder is there; lines from before are added now.</summary>
    public void WriteTo(string path)
    {
        _path = path;
        Append(_before);
        _before.Clear();
    }

    // A log grows line by line, and what is in it stays there when the program is killed.
    private void Append(IEnumerable<string> lines)
    {
        try
        {
            File.AppendAllLines(_path!, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path} cannot be written: {exception.Message}", exception);
        }
    }
}
