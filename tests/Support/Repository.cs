using System.Runtime.CompilerServices;

namespace Support;

/// <summary>Root of the checkout, found from the place of this source file.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of reference data that may lie beside the checkout.</summary>
    public static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    public static string SharedPath(string relative) => Path.Combine(Shared, relative);

    private static string FindRoot([CallerFilePath] string source = "")
    {
        foreach (string start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(source) ?? "." })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Benchmarks.slnx")))
                    return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No Benchmarks.slnx above {AppContext.BaseDirectory}.");
    }
}
