using System.Reflection;

namespace Schemes;

/// <summary>The schemes that the suite measures: the files of the folder <c>Catalog</c>, in the order of their numbers.</summary>
public static class SchemeCatalog
{
    private const string Folder = "Catalog/";

    /// <summary>All of them, the baseline first: the order of tables and legends.</summary>
    public static IReadOnlyList<Scheme> All { get; } = [.. Read(typeof(SchemeCatalog).Assembly)];

    /// <summary>FP32, contiguous, nothing else.</summary>
    public static Scheme Baseline => Find("baseline");

    /// <summary>Autocast with gradient scaling.</summary>
    public static Scheme MixedPrecision => Find("mixed_precision");

    /// <summary>Autocast in channels-last order.</summary>
    public static Scheme MixedChannelsLast => Find("mixed_channels_last");

    /// <summary>FP32, batch norm and SiLU in one operator.</summary>
    public static Scheme Fused => Find("fused");

    /// <summary>Autocast, batch norm and SiLU in one operator, in channels-last order.</summary>
    public static Scheme AmpFusedChannelsLast => Find("amp_fused_channels_last");

    /// <summary>The scheme of an id.</summary>
    /// <exception cref="ArgumentException">There is none of that id.</exception>
    public static Scheme Find(string id) =>
        All.FirstOrDefault(scheme => scheme.Id == id)
        ?? throw new ArgumentException($"There is no scheme '{id}'; there are {string.Join(", ", All.Select(scheme => scheme.Id))}.");

    /// <summary>The scheme that a benchmark method measures.</summary>
    /// <exception cref="ArgumentException">There is none of that method.</exception>
    public static Scheme OfMethod(string method) =>
        All.FirstOrDefault(scheme => scheme.Method == method)
        ?? throw new ArgumentException($"No file of the catalog names the method '{method}'.");

    private static IEnumerable<Scheme> Read(Assembly assembly)
    {
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(assembly.GetManifestResourceStream(name)!);
            yield return SchemeJson.ParseBuiltIn(reader.ReadToEnd(), name);
        }
    }
}
