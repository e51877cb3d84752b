using System.Collections.Concurrent;
using System.Reflection;
using Plotly.NET;

namespace Reports.Html;

/// <summary>Files that are compiled into this assembly and Plotly.NET's.</summary>
internal static class EmbeddedAsset
{
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>The plotly.js that Plotly.NET was made for, and the licences of what is in it.</summary>
    public static (string Script, string Licences) Plotly { get; } = (Library(".min.js"), Library(".LICENSE.txt"));

    public static string Text(string name) => Texts.GetOrAdd(name, static key => Read(typeof(EmbeddedAsset).Assembly, key));

    public static Stream Open(string name) => Open(typeof(EmbeddedAsset).Assembly, name);

    private static string Library(string ending)
    {
        Assembly assembly = typeof(GenericChart).Assembly;
        return Read(assembly, assembly.GetManifestResourceNames().Single(n => n.EndsWith(ending, StringComparison.Ordinal)));
    }

    private static string Read(Assembly assembly, string name)
    {
        using StreamReader reader = new(Open(assembly, name));
        return reader.ReadToEnd();
    }

    private static Stream Open(Assembly assembly, string name) =>
        assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The resource {name} is not in {assembly.GetName().Name}.");
}
