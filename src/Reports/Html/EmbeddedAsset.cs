using System.Collections.Concurrent;

namespace Reports.Html;

/// <summary>Files that are compiled into this assembly.</summary>
internal static class EmbeddedAsset
{
    private static readonly ConcurrentDictionary<string, string?> Texts = new(StringComparer.Ordinal);

    /// <summary>The chart library, or <see langword="null"/> where it was absent at build time.</summary>
    public static string? Plotly => Find("plotly.js");

    public static string Text(string name) =>
        Find(name) ?? throw new InvalidOperationException($"The resource {name} is not in the assembly.");

    private static string? Find(string name) => Texts.GetOrAdd(name, static key =>
    {
        using Stream? stream = typeof(EmbeddedAsset).Assembly.GetManifestResourceStream(key);
        if (stream is null)
            return null;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    });
}
