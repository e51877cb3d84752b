using System.Globalization;

namespace Yolov5.Cli.Output;

/// <summary>The lines of trainings, on the console and, with the time, in <c>training.log</c>, at whose end they are added.</summary>
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
            Append([timed]);
    }

    /// <summary>Names the file, once its folder may be made; lines from before are added now.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
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
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            File.AppendAllLines(_path!, lines);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{_path} cannot be written: {exception.Message}", exception);
        }
    }
}
