using System.Security.Cryptography;

namespace Benchmarks.Measurement;

/// <summary>The SHA-256 of a file's content, in lower-case hexadecimal digits.</summary>
internal static class FileHash
{
    public static string Of(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
