using System.Text.Json;
using Support;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data;

/// <summary>The images and figures of <c>../shared/golden/letterbox</c>. Channels are B, G, R there; resizing does not care.</summary>
internal static class ReferenceLetterbox
{
    public const string Folder = "golden/letterbox";

    public static IReadOnlyList<JsonElement> Images { get; } = Load();

    public static Image Source(JsonElement entry) =>
        Read($"source_{Path.GetFileNameWithoutExtension(entry.GetProperty("name").GetString()!)}.npy");

    public static Image Read(string file)
    {
        NpyFile array = NpyFile.Read(Repository.SharedPath($"{Folder}/{file}"));
        return new Image((int)array.Shape[1], (int)array.Shape[0], array.Byte());
    }

    private static List<JsonElement> Load()
    {
        using FileStream file = File.OpenRead(Repository.SharedPath($"{Folder}/letterbox.json"));
        using JsonDocument document = JsonDocument.Parse(file);
        return [.. document.RootElement.GetProperty("images").EnumerateArray().Select(entry => entry.Clone())];
    }
}
