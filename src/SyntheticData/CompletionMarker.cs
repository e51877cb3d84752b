using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SyntheticData;

/// <summary>The file that is written last: version, options and a hash of every file of a complete data set.</summary>
internal static class CompletionMarker
{
    private const string Name = "synthetic.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, Name));

    /// <summary>Returns true if a folder holds exactly the data set that the options ask for. Other files beside it, such as caches, do not matter.</summary>
    public static bool Fits(string folder, SyntheticDatasetOptions options)
    {
        try
        {
            Content? content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(Path.Combine(folder, Name)));
            return content is not null && content.Version == SyntheticDataset.Version && content.Options == options && content.Sha256 == Hash(folder, content.Files) && content.Files.Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Declares a folder complete.</summary>
    public static void Write(string folder, SyntheticDatasetOptions options)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Content content = new(SyntheticDataset.Version, options, Hash(folder, files), files);
        using FileStream stream = new(Path.Combine(folder, Name), FileMode.CreateNew, FileAccess.Write);
        stream.Write(JsonSerializer.SerializeToUtf8Bytes(content, Format));
        stream.Flush(flushToDisk: true);
    }

    private static string Hash(string folder, IReadOnlyList<string> files)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(folder, file));
            hash.AppendData(Encoding.UTF8.GetBytes($"{file}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed record Content(int Version, SyntheticDatasetOptions Options, string Sha256, string[] Files);
}
