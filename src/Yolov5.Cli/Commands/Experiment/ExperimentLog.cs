using System.Globalization;

namespace Yolov5.Cli.Commands.Experiment;

/// <summary><c>training.log</c>: every line that is printed, with the time. Experiments of one folder share it.</summary>
/// <param name="path">The file; lines are added at its end.</param>
/// <param name="print">Prints a line.</param>
internal sealed class ExperimentLog(string path, Action<string> print) : IDisposable
{
    private readonly StreamWriter _writer = Open(path);

    /// <summary>Prints a line and writes it.</summary>
    public void Line(string text)
    {
        print(text);
        _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss} {text}"));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static StreamWriter Open(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new StreamWriter(path, append: true) { AutoFlush = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
