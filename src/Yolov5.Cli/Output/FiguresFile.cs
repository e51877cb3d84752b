using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Yolov5.Cli.Output;

/// <summary>The file that <c>--json</c> names.</summary>
internal static class FiguresFile
{
    // A loss that is not a number is a finding, and must not keep the others from being written.
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes it as a whole, or not at all.</summary>
    public static void Write(string path, JsonObject figures)
    {
        string full = Path.GetFullPath(path);
        try
        {
            using (FileStream stream = File.Create(full + ".new"))
            {
                JsonSerializer.Serialize(stream, figures, Options);
                stream.Flush(flushToDisk: true);
            }

            File.Move(full + ".new", full, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"--json {path}: {exception.Message}", exception);
        }
    }
}
