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
    public static bool Fits<TOptions>(string folder, int version, TOptions options)
        where TOptions : notnull
    {
        try
        {
            Content<TOptions>? content = JsonSerializer.Deserialize<Content<TOptions>>(File.ReadAllBytes(Path.Combine(folder, Name)));
            return content is not null && content.Version == version && options.Equals(content.Options) && content.Sha256 == Hash(folder, content.Files) && content.Files.Length > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Declares a folder complete.</summary>
    public static void Write<TOptions>(string folder, int version, TOptions options)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];
        Content<TOptions> content = new(version, options, Hash(folder, files), files);
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

    private sealed record Content<TOptions>(int Version, TOptions Options, string Sha256, string[] Files);
}
