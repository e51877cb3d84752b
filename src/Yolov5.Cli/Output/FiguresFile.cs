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
    public static void Write(string path, JsonObject figures) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, figures, Options));
}
