using System.Globalization;

namespace Yolov5.Cli.Output;

/// <summary>Prints the lines of trainings, and adds them, with the time, to <c>training.log</c>.</summary>
/// <param name="print">Prints a line on the console.</param>
internal sealed class TrainingLog(Action<string> print)
{
    private readonly List<string> _before = [];
    private string? _path;

    /// <summary>Prints a line and keeps it.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Line(string text)
    {
        print(text);
        string timed = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss} {text}");
        if (_path is null)
            _before.Add(timed);
        else
            Write(() => File.AppendAllText(_path, timed + Environment.NewLine));
    }

    /// <summary>Names the file, once its folder may be made; lines from before are added now.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void WriteTo(string path)
    {
        _path = path;
        Write(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.AppendAllLines(path, _before);
        });
        _before.Clear();
    }

    // A log grows line by line, and what is in it stays there when the program is killed.
    private void Write(Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path} cannot be written: {exception.Message}", exception);
        }
    }
}
